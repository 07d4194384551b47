import type { TraceMatches } from '../../../src/console/model/trace-query.js';
import type { TestGateway } from '../../support/test-gateway.js';
import type { TracedConsole } from '../../support/traced-console.js';

/** Answers that tests look for again. */
export interface Traffic {
  /** Of a GetObject that found nothing. */
  readonly missing: { readonly traceId: string; readonly requestId: string };
  /** Trace of a CompleteMultipartUpload, with a span for every part. */
  readonly assembled: string;
}

/** Of every part but the last, at least. Source: S3 API Reference, "EntityTooSmall". */
const PART_BYTES = 5 * 2 ** 20;

/** A bucket with objects, reads, lists, and refusals of several kinds, all of them in the store of the console. */
export async function makeTraffic(console: TracedConsole): Promise<Traffic> {
  const { gateway } = console;
  const wrong = { access: 'TESTROOTACCESSKEY', secret: 'not-the-secret' };
  await gateway.send('PUT', '/photos').expect(200);
  await useObjects(gateway);
  await gateway.send('GET', '/photos/2026/a.jpg', { as: wrong }).expect(403);
  await gateway.send('DELETE', '/photos').expect(409);
  const { headers } = await gateway.send('GET', '/photos/lost.jpg').expect(404);
  const missing = { traceId: String(headers['x-trace-id']), requestId: String(headers['x-amz-request-id']) };
  const assembled = await uploadParts(gateway, '/photos/2026/film.mp4');
  await console.eventually<TraceMatches>(`/api/traces?traceId=${assembled}`, ({ matched }) => matched === 1);
  return { missing, assembled };
}

/** Three PutObject, three GetObject, one each of ListObjectsV2, HeadObject and DeleteObject. */
export async function useObjects(gateway: TestGateway): Promise<void> {
  for (const name of ['a', 'b', 'c']) {
    await gateway.send('PUT', `/photos/2026/${name}.jpg`, { body: Buffer.alloc(200_000, name) }).expect(200);
    await gateway.send('GET', `/photos/2026/${name}.jpg`).expect(200);
  }
  await gateway.send('GET', '/photos?list-type=2&prefix=2026/').expect(200);
  await gateway.send('HEAD', '/photos/2026/a.jpg').expect(200);
  await gateway.send('DELETE', '/photos/2026/b.jpg').expect(204);
}

/** An object in three parts. @returns the trace of the last of its requests */
export async function uploadParts(gateway: TestGateway, path: string): Promise<string> {
  const begun = await gateway.send('POST', `${path}?uploads`).expect(200);
  const id = /<UploadId>([^<]+)</.exec(String(begun.body))?.[1];
  const parts = [];
  for (const number of [1, 2, 3]) {
    const body = Buffer.alloc(PART_BYTES, number);
    const { headers } = await gateway
      .send('PUT', `${path}?partNumber=${number}&uploadId=${id}`, { body })
      .expect(200);
    parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${headers['etag']}</ETag></Part>`);
  }
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const { headers } = await gateway.send('POST', `${path}?uploadId=${id}`, { body }).expect(200);
  return String(headers['x-trace-id']);
}
