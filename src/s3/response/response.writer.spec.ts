import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { MemoryTracing } from '../../../test/support/memory-tracing.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { S3Request } from '../request/s3-request.js';
import type { RecordedSpan } from '../../tracing/recorder/recorded-span.js';
import { ErrorResponder } from './error.responder.js';
import { writeResponse } from './response.writer.js';
import { S3Response } from './s3-response.js';

const GET = 'GET /photos/large HTTP/1.1\r\nHost: a\r\n\r\n';
const LENGTH = 1 << 30;

/** Bytes without end, and whether their reader has let go of them. */
class Source implements AsyncIterableIterator<Buffer, undefined> {
  readonly released: Promise<void>;
  private release: () => void = () => undefined;
  private readonly chunk = Buffer.alloc(1 << 20);

  constructor() {
    this.released = new Promise((resolve) => (this.release = resolve));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    return Promise.resolve({ done: false, value: this.chunk });
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.release();
    return Promise.resolve({ done: true, value: undefined });
  }
}

describe('an answer that is sent while it is read', () => {
  let server: Server;
  let client: Socket;
  const serve = (answer: (raw: IncomingMessage, response: ServerResponse) => void): void => {
    server.on('request', answer);
  };

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('lets go of its source when the client goes away and reads nothing', async () => {
    const source = new Source();
    serve((raw, response) => {
      const body = { length: LENGTH, chunks: source };
      void writeResponse(new S3Request(raw, response), S3Response.stream(200, {}, body));
    });
    client.write(GET);
    await once(client, 'readable');
    client.destroy();
    await expect(source.released).resolves.toBeUndefined();
  });

  it('lets go of its source when the client went away before the first byte', async () => {
    const source = new Source();
    serve((raw, response) => {
      response.once('close', () => {
        const body = { length: 1 << 20, chunks: source };
        void writeResponse(new S3Request(raw, response), S3Response.stream(200, {}, body));
      });
      client.destroy();
    });
    client.write(GET);
    await expect(source.released).resolves.toBeUndefined();
  });

  it('lets go of its source when a header cannot be sent, and an error with its own phrase can be', async () => {
    const source = new Source();
    const errors = new ErrorResponder(new ServerConfig());
    serve((raw, response) => {
      const request = new S3Request(raw, response);
      const body = { length: LENGTH, chunks: source };
      const answer = S3Response.stream(200, { 'Content-Type': '\u20ac' }, body);
      writeResponse(request, answer).catch(() => errors.respond(request, new S3Error('NoSuchKey')));
    });
    client.write(GET);
    await expect(source.released).resolves.toBeUndefined();
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });

  describe('in a trace', () => {
    const tracing = new MemoryTracing();
    const traced = (raw: IncomingMessage, response: ServerResponse): S3Request => {
      const request = new S3Request(raw, response);
      request.startSpan('S3.GetObject');
      response.once('close', () => request.end(response.statusCode, response.writableFinished));
      return request;
    };

    beforeEach(() => tracing.start());
    afterEach(() => tracing.stop());

    it('has no first byte for a client that went away before', async () => {
      const source = new Source();
      let request: S3Request | undefined;
      serve((raw, response) => {
        request = traced(raw, response);
        response.once('close', () => {
          const body = { length: 1 << 20, chunks: source };
          void writeResponse(request!, S3Response.stream(200, {}, body));
        });
        client.destroy();
      });
      client.write(GET);
      await source.released;
      expect(request?.timeToFirstByte).toBeUndefined();
      expect(request?.sentBytes).toBe(0);
    });

    it('has neither first byte nor bytes where a document is late for the client', async () => {
      const over = new Promise<S3Request>((resolve) => {
        serve((raw, response) => {
          const request = traced(raw, response);
          request.hold();
          response.once('close', () => {
            void writeResponse(request, S3Response.document('<a/>')).then(() => request.release());
            resolve(request);
          });
          client.destroy();
        });
      });
      client.write(GET);
      const request = await over;
      await new Promise((resolve) => setImmediate(resolve));
      expect(request).toMatchObject({ errorType: 'client_closed', timeToFirstByte: undefined, sentBytes: 0 });
    });

    it('waits for a client that takes a body of one chunk late, and tells that of its time', async () => {
      const length = 1 << 26;
      const over = new Promise<S3Request>((resolve) => {
        serve((raw, response) => {
          const request = traced(raw, response);
          response.once('close', () => resolve(request));
          const chunks = (async function* () {
            yield await Promise.resolve(Buffer.alloc(length));
          })();
          void writeResponse(request, S3Response.stream(200, {}, { length, chunks }));
        });
      });
      client.write(GET);
      await once(client, 'readable');
      await new Promise((resolve) => setTimeout(resolve, 30));
      client.resume();
      const request = await over;
      const { clientWait } = request.span as RecordedSpan;
      expect(clientWait).toBeGreaterThan(25);
      expect(clientWait).toBeLessThanOrEqual(request.duration);
    });

    it('tells when the first byte of an error left', async () => {
      const errors = new ErrorResponder(new ServerConfig());
      const over = new Promise<S3Request>((resolve) => {
        serve((raw, response) => {
          const request = traced(raw, response);
          response.once('close', () => resolve(request));
          errors.respond(request, new S3Error('NoSuchKey'));
        });
      });
      client.write(GET);
      const { timeToFirstByte = -1, duration, errorType } = await over;
      expect(errorType).toBe('NoSuchKey');
      expect(timeToFirstByte).toBeGreaterThan(0);
      expect(duration).toBeGreaterThanOrEqual(timeToFirstByte);
    });
  });
});
