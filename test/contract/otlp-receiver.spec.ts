import { gzipSync } from 'node:zlib';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { protobufFields } from '../support/protobuf-fields.js';
import { formatNames, formatTrace } from '../support/span-tree.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const span = (spanId: string, name: string, rest: object = {}) => ({
  traceId: TRACE_ID,
  spanId: spanId.repeat(16),
  name,
  kind: 1,
  startTimeUnixNano: `170000000000000000${spanId}`,
  endTimeUnixNano: '1700000000000000009',
  ...rest,
});

const attribute = (key: string, value: object) => ({ key, value });

const request = {
  resourceSpans: [
    {
      resource: { attributes: [attribute('service.name', { stringValue: 'store' })] },
      scopeSpans: [
        {
          scope: { name: 'scope' },
          spans: [
            span('3', 'second child', {
              parentSpanId: '1'.repeat(16),
              status: { code: 2, message: 'open /tmp/x1y2/a failed' },
            }),
            span('2', 'first child', {
              parentSpanId: '1'.repeat(16),
              attributes: [
                attribute('posix.size', { intValue: '12' }),
                attribute('duration_ms', { doubleValue: 1.5 }),
                attribute('names', { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } }),
              ],
              events: [
                {
                  name: 'part_assembled',
                  timeUnixNano: '1',
                  attributes: [attribute('current_part', { intValue: 1 })],
                },
              ],
            }),
            span('1', 'root', { kind: 2, status: { code: 1 } }),
          ],
        },
      ],
    },
  ],
};

describe('OtlpReceiver', () => {
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start('http');
  });

  afterEach(() => receiver.stop());

  const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string>) =>
    fetch(receiver.endpoint, { method: 'POST', body, headers });

  it('reads JSON, plain and compressed, into the same tree', async () => {
    const json = JSON.stringify(request);
    await post(json, { 'content-type': 'application/json' });
    const first = formatTrace(receiver.spans);
    receiver.clear();
    await post(gzipSync(json), { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(formatTrace(receiver.spans)).toBe(first);
    expect(first).toBe(
      [
        'root [SERVER] OK',
        '    first child',
        '      duration_ms = <duration>',
        '      names = ["a",true]',
        '      posix.size = 12',
        '      * part_assembled',
        '        current_part = 1',
        '    second child ERROR: open <temp path> failed',
        '',
      ].join('\n'),
    );
    expect(formatNames(receiver.spans)).toBe('root\n  first child\n  second child\n');
    expect(receiver.spans[0]?.resource).toEqual({ 'service.name': 'store' });
  });

  it('waits for spans and says which are missing', async () => {
    const arrived = receiver.waitFor((spans) => spans.some(({ name }) => name === 'root'));
    await post(JSON.stringify(request), { 'content-type': 'application/json' });
    await expect(arrived).resolves.toHaveLength(3);
    await expect(receiver.waitFor(4, 20)).rejects.toThrow('here are: second child, first child, root');
  });

  it('refuses what it cannot read', async () => {
    expect((await post('x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await fetch(new URL('/v1/logs', receiver.endpoint), { method: 'POST' })).status).toBe(404);
  });
});

describe('protobufFields', () => {
  it('reads every wire type', () => {
    const message = Buffer.from('089601' + '110100000000000000' + '1a026869' + '2507000000', 'hex');
    expect(
      [...protobufFields(message)].map(({ number, value }) => [
        number,
        typeof value === 'bigint' ? value : value.toString(),
      ]),
    ).toEqual([
      [1, 150n],
      [2, 1n],
      [3, 'hi'],
      [4, 7n],
    ]);
  });

  it('refuses a message that is cut off', () => {
    expect(() => [...protobufFields(Buffer.from('1a0568', 'hex'))]).toThrow(RangeError);
  });
});
