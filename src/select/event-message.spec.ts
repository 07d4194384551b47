import { encodeMessage } from './event-message.js';

describe('encodeMessage', () => {
  /** The checksums were worked out by Python's zlib, and botocore reads the message. */
  it('writes lengths, headers, payload and two checksums', () => {
    const message = encodeMessage({ ':message-type': 'event', ':event-type': 'Cont' });
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    expect(message.toString('hex')).toBe(
      [
        '0000003900000029' + '8ba19df2',
        `0d${hex(':message-type')}070005${hex('event')}`,
        `0b${hex(':event-type')}070004${hex('Cont')}`,
        '9c864a0d',
      ].join(''),
    );
    expect(encodeMessage({}, Buffer.from('é')).toString('hex')).toMatch(/^0000001200000000.{8}c3a9.{8}$/);
  });
});
