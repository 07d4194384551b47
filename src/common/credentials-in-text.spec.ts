import { hideCredentials } from './credentials-in-text.js';

describe('a text without its credentials', () => {
  it.each([
    ['GET /a?X-Amz-Signature=hush&partNumber=1', 'GET /a?X-Amz-Signature=REDACTED&partNumber=1'],
    ['/a?X-Amz-Credential=hush%2F1&x-id=1', '/a?X-Amz-Credential=REDACTED&x-id=1'],
    [
      '/a?x-amz-security-token%3Dhush&access_token=hush',
      '/a?x-amz-security-token%3DREDACTED&access_token=REDACTED',
    ],
    ['?AWSAccessKeyId=hush&Signature=hush', '?AWSAccessKeyId=REDACTED&Signature=REDACTED'],
    [
      'AWS4-HMAC-SHA256 Credential=hush, Signature=hush',
      'AWS4-HMAC-SHA256 Credential=REDACTED, Signature=REDACTED',
    ],
    ['1000;chunk-signature=hush', '1000;chunk-signature=REDACTED'],
    ['connect https://user:hush@host/x', 'connect https://REDACTED@host/x'],
  ])('%s', (text, expected) => {
    expect(hideCredentials(text)).toBe(expected);
  });

  it('is the text itself where there are none', () => {
    const text = "open '/data/signature of a cat' at https://host/a@b, mail me@host";
    expect(hideCredentials(text)).toBe(text);
  });
});
