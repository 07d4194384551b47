import type { CorsRule } from './cors-configuration.js';
import { corsHeaders, findRule, type CorsQuestion } from './cors-rules.js';

const rule = (changes: Partial<CorsRule> = {}): CorsRule => ({
  allowedOrigins: ['https://a.example'],
  allowedMethods: ['GET'],
  allowedHeaders: [],
  exposeHeaders: [],
  ...changes,
});

const question = (changes: Partial<CorsQuestion> = {}): CorsQuestion => ({
  origin: 'https://a.example',
  method: 'GET',
  requestHeaders: undefined,
  ...changes,
});

describe('findRule', () => {
  const table: [string, Partial<CorsRule>, Partial<CorsQuestion>, boolean][] = [
    ['the same origin', {}, {}, true],
    ['another origin', {}, { origin: 'https://b.example' }, false],
    ['an origin in capitals', {}, { origin: 'HTTPS://A.EXAMPLE' }, false],
    ['any origin', { allowedOrigins: ['*'] }, { origin: 'null' }, true],
    ['a wildcard at the front', { allowedOrigins: ['*.example'] }, {}, true],
    ['a wildcard at the end', { allowedOrigins: ['https://a*'] }, {}, true],
    ['a wildcard for nothing', { allowedOrigins: ['https://a.*example'] }, {}, true],
    [
      'both sides of a wildcard sharing characters',
      { allowedOrigins: ['https://a.example*example'] },
      {},
      false,
    ],
    ['an origin of the list', { allowedOrigins: ['https://x', 'https://a.example'] }, {}, true],
    ['another method', {}, { method: 'PUT' }, false],
    ['a header that is not allowed', {}, { requestHeaders: 'range' }, false],
    ['a header in other capitals', { allowedHeaders: ['RANGE'] }, { requestHeaders: 'Range' }, true],
    ['a header by wildcard', { allowedHeaders: ['X-Amz-*'] }, { requestHeaders: 'x-amz-date' }, true],
    ['one header too many', { allowedHeaders: ['x-*'] }, { requestHeaders: 'x-a, y' }, false],
    ['an empty list of headers', {}, { requestHeaders: ' , ' }, true],
  ];

  it.each(table)('answers for %s', (_what, rules, asked, allowed) => {
    expect(findRule({ rules: [rule(rules)] }, question(asked)) !== undefined).toBe(allowed);
  });

  it('takes the first that fits', () => {
    const rules = [rule({ id: '1', allowedMethods: ['PUT'] }), rule({ id: '2' }), rule({ id: '3' })];
    expect(findRule({ rules }, question())?.id).toBe('2');
  });
});

describe('corsHeaders', () => {
  it('leaves out what the rule does not say', () => {
    const headers = Object.entries(corsHeaders(rule(), question())).filter(
      ([, value]) => value !== undefined,
    );
    expect(Object.fromEntries(headers)).toEqual({
      'Access-Control-Allow-Origin': 'https://a.example',
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Credentials': 'true',
      Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });
});
