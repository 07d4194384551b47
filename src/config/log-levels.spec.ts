import { logLevels } from './log-levels.js';

describe('logLevels', () => {
  it.each([
    ['warn', { others: 'warn', modules: {} }],
    ['Access=warn', { others: 'info', modules: { Access: 'warn' } }],
    [
      'debug, Access=silent,Tracing=trace',
      { others: 'debug', modules: { Access: 'silent', Tracing: 'trace' } },
    ],
  ])('reads %s', (text, levels) => {
    expect(logLevels.parse(text)).toEqual(levels);
    expect(logLevels.parse(logLevels.format(logLevels.parse(text)!))).toEqual(levels);
  });

  it.each(['', 'loud', 'info,warn', 'Access=', '=info', 'Access=loud', 'info,', 'a b=info', 'info;warn'])(
    'refuses %j',
    (text) => {
      expect(logLevels.parse(text)).toBeUndefined();
    },
  );
});
