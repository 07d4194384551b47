import { Logger } from '@nestjs/common';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Request } from '../request/s3-request.js';
import { ErrorResponder } from './error.responder.js';

describe('the log of errors', () => {
  const lines: string[] = [];
  const raw = new IncomingMessage(new Socket());
  const request = new S3Request(raw, new ServerResponse(raw));
  const report = (thrown: unknown): string => {
    new ErrorResponder(new ServerConfig()).report(request, thrown);
    return lines.splice(0).join('\n');
  };

  beforeAll(() => {
    const keep = (...texts: unknown[]): void => void lines.push(...texts.map(String));
    Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  });
  afterAll(() => Logger.overrideLogger(['error', 'warn']));

  it('names the request and shows an error with all that lie below it', () => {
    const disk = new Error('no space', { cause: new Error('quota of the device') });
    const text = report(new S3Error('InsufficientStorage', {}, { cause: disk }));
    expect(text).toContain(request.id);
    expect(text).toMatch(
      /S3Error: There is not enough storage[^]*caused by Error: no space[^]*caused by Error: quota/,
    );
  });

  it('holds what nobody threw on purpose', () => {
    expect(report(new TypeError('unexpected'))).toContain('TypeError: unexpected');
    expect(report('a text')).toContain('a text');
  });

  it('leaves out what a client did wrong, and what is not implemented', () => {
    expect(report(new S3Error('NoSuchKey'))).toBe('');
    expect(report(new S3Error('NotImplemented'))).toBe('');
  });
});
