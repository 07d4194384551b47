import { logLineOf } from './log-line.js';

const TIME = '2026-11-21T10:00:00.000Z';

describe('logLineOf', () => {
  it('reads a line with ids, its error and its other fields', () => {
    const line = {
      level: 'error',
      time: TIME,
      trace_id: '1'.repeat(32),
      span_id: '2'.repeat(16),
      context: 'Requests',
      err: { type: 'TypeError', message: 'broken' },
      request_id: 'REQ',
      msg: 'failed',
    };
    expect(logLineOf(JSON.stringify(line))).toEqual({
      time: Date.parse(TIME),
      level: 'error',
      context: 'Requests',
      message: 'failed (TypeError: broken) request_id="REQ"',
      traceId: line.trace_id,
      spanId: line.span_id,
    });
  });

  it('reads a line that has nothing but its text, and cuts what is long', () => {
    const line = { level: 'info', time: TIME, msg: 'x'.repeat(10_000) };
    expect(logLineOf(JSON.stringify(line))).toEqual({
      time: Date.parse(TIME),
      level: 'info',
      context: '',
      message: 'x'.repeat(4096),
    });
  });

  it.each(['', 'text', 'null', '{}', '[]', '{"time":5}'])('takes %j for no line', (text) => {
    expect(logLineOf(text)).toBeUndefined();
  });
});
