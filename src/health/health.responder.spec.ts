import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerConfig } from '../config/server.config.js';
import { MemoryBackend } from '../backend/memory/memory.backend.js';
import type { ListBucketsResult } from '../backend/model/bucket.js';
import { HealthResponder } from './health.responder.js';

/** A storage that counts how often it is asked, and can be out of order. */
class CountedBackend extends MemoryBackend {
  asked = 0;
  broken = false;
  /** Its answers wait for this. */
  gate: Promise<void> | undefined;

  override async listBuckets(): Promise<ListBucketsResult> {
    this.asked += 1;
    await this.gate;
    if (this.broken) throw new Error('out of order');
    return super.listBuckets({ maxBuckets: 1 });
  }
}

describe('HealthResponder', () => {
  const backend = new CountedBackend();
  const config = Object.assign(new ServerConfig(), { virtualDomain: ['s3.test'] });

  /** Status of the answer; `undefined` when the request is none of its business. */
  function probe(responder: HealthResponder, url: string, host = 'a'): Promise<number | undefined> {
    return new Promise((resolve) => {
      const response = { writeHead: resolve, end: () => undefined } as unknown as ServerResponse;
      const request = { url, method: 'GET', headers: { host } } as unknown as IncomingMessage;
      if (!responder.handle(request, response)) resolve(undefined);
    });
  }

  beforeEach(() => Object.assign(backend, { asked: 0, broken: false, gate: undefined }));

  it('asks the storage once for probes that come together, and for a while after', async () => {
    const responder = new HealthResponder(backend, config);
    const answers = await Promise.all(Array.from({ length: 50 }, () => probe(responder, '/readyz')));
    expect(new Set([...answers, await probe(responder, '/readyz')])).toEqual(new Set([200]));
    expect(backend.asked).toBe(1);
  });

  it('says that the storage does not answer, but lives', async () => {
    backend.broken = true;
    const responder = new HealthResponder(backend, config);
    expect(await probe(responder, '/readyz')).toBe(503);
    expect(await probe(responder, '/livez')).toBe(200);
    expect(backend.asked).toBe(1);
  });

  it('says that the storage hangs, and asks it no more until it has answered', async () => {
    const { jest } = import.meta;
    jest.useFakeTimers();
    try {
      let answer = (): void => undefined;
      backend.gate = new Promise((resolve) => (answer = resolve));
      const responder = new HealthResponder(backend, config);
      const early = probe(responder, '/readyz');
      await jest.advanceTimersByTimeAsync(10_000);
      expect([await early, await probe(responder, '/readyz')]).toEqual([503, 503]);
      expect(backend.asked).toBe(1);
      answer();
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await probe(responder, '/readyz')).toBe(200);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves the keys of a bucket that the host names alone', async () => {
    const responder = new HealthResponder(backend, config);
    expect(await probe(responder, '/healthz', 'photos.s3.test')).toBeUndefined();
    expect(await probe(responder, '/healthz', 's3.test')).toBe(200);
  });
});
