import type { TraceMatches } from '../../../src/console/model/trace-query.js';
import type { TracedConsole } from '../../support/traced-console.js';

/** Answers that tests look for again. */
export interface Traffic {
  /** Of a GetObject that found nothing. */
  readonly missing: { readonly traceId: string; readonly requestId: string };
  readonly requests: number;
}

/** A bucket with objects, reads, lists, and refusals of several kinds, all of them in the store of the console. */
export async function makeTraffic(console: TracedConsole): Promise<Traffic> {
  const { gateway } = console;
  const wrong = { access: 'TESTROOTACCESSKEY', secret: 'not-the-secret' };
  await gateway.send('PUT', '/photos').expect(200);
  for (const name of ['a', 'b', 'c']) {
    await gateway.send('PUT', `/photos/2026/${name}.jpg`, { body: Buffer.alloc(200_000, name) }).expect(200);
    await gateway.send('GET', `/photos/2026/${name}.jpg`).expect(200);
  }
  await gateway.send('GET', '/photos?list-type=2&prefix=2026/').expect(200);
  await gateway.send('HEAD', '/photos/2026/a.jpg').expect(200);
  await gateway.send('GET', '/photos/2026/a.jpg', { as: wrong }).expect(403);
  await gateway.send('DELETE', '/photos').expect(409);
  await gateway.send('DELETE', '/photos/2026/b.jpg').expect(204);
  const { headers } = await gateway.send('GET', '/photos/lost.jpg').expect(404);
  const missing = { traceId: String(headers['x-trace-id']), requestId: String(headers['x-amz-request-id']) };
  const requests = 13;
  await console.eventually<TraceMatches>('/api/traces?limit=1000', ({ matched }) => matched >= requests);
  return { missing, requests };
}
