import type { ErrorEvent } from '@sentry/node';
import { scrubber } from './scrub.js';

const ROOT_SECRET = 'wJalrXUtnFEMI';
const scrub = scrubber([ROOT_SECRET, '', 'a']);
const scrubbed = (message: string): unknown => {
  const event: ErrorEvent = { type: undefined, exception: { values: [{ type: 'Error', value: message }] } };
  return scrub(event).exception?.values?.[0]?.value;
};

describe('what is taken out of an event', () => {
  it.each([
    ['GET /a?X-Amz-Signature=hush&partNumber=1', 'GET /a?X-Amz-Signature=[redacted]&partNumber=1'],
    ['/a?X-Amz-Credential=hush%2F1&x-id=1', '/a?X-Amz-Credential=[redacted]&x-id=1'],
    ['/a?AWSAccessKeyId=hush&Signature=hush', '/a?AWSAccessKeyId=[redacted]&Signature=[redacted]'],
    [
      'AWS4-HMAC-SHA256 Credential=hush, Signature=hush',
      'AWS4-HMAC-SHA256 Credential=[redacted], Signature=[redacted]',
    ],
    ['1000;chunk-signature=hush', '1000;chunk-signature=[redacted]'],
    ['{"authorization":"hush"}', '{"authorization":[redacted]'],
    ['Cookie: a=hush; b=hush', 'Cookie: [redacted]'],
    ['x-amz-meta-name: hush', 'x-amz-meta-name: [redacted]'],
    [
      'x-amz-server-side-encryption-customer-key=hush',
      'x-amz-server-side-encryption-customer-key=[redacted]',
    ],
    [`Unexpected token 'h', "hush" is not valid JSON`, `Unexpected token 'h', [redacted] is not valid JSON`],
    ['connect https://user:hush@host/x', 'connect https://[redacted]@host/x'],
    [`sealed with ${ROOT_SECRET}!`, 'sealed with [redacted]!'],
  ])('%s', (message, expected) => {
    expect(scrubbed(message)).toBe(expected);
  });

  it('is nothing of an ordinary message', () => {
    const message = "ENOENT: no such file or directory, open '/data/photos/signature of a cat'";
    expect(scrubbed(message)).toBe(message);
  });

  it('is the body, the cookies, the user, the breadcrumbs and the query of the address', () => {
    const event = scrub({
      type: undefined,
      user: { ip_address: '192.0.2.1' },
      breadcrumbs: [{ message: 'hush' }],
      request: {
        method: 'PUT',
        url: 'http://h/a?hush',
        data: 'hush',
        cookies: { a: 'hush' },
        env: { A: 'hush' },
      },
      extra: { deep: [{ note: 'Cookie: hush' }], count: 1 },
    });
    expect(JSON.stringify(event)).not.toContain('hush');
    expect(event).toMatchObject({ request: { method: 'PUT', url: 'http://h/a' }, extra: { count: 1 } });
    expect(event.user).toBeUndefined();
  });
});
