import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from './answer.js';
import { documentOf } from './answer.js';
import { type GatewayOptions, TestGateway } from './test-gateway.js';

export const BACKENDS = ['memory', 'posix'] as const;

/**
 * One gateway for the tests of a `describe`, with these buckets. At its end nothing temporary may be left in the
 * directory of posix: every test completes or aborts its uploads.
 */
export function useGateway(options: GatewayOptions = {}, ...buckets: string[]): () => TestGateway {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start(options);
    for (const bucket of buckets) await gateway.send('PUT', `/${bucket}`).expect(200);
  });
  afterAll(async () => {
    const left = gateway.directory ? await temporaryFiles(gateway.directory) : [];
    await gateway.stop();
    expect(left).toEqual([]);
  });
  return () => gateway;
}

/** What stays in the hidden folder of a bucket: its record and its older versions. */
const KEPT = /\/\.sgwtmp\/(?:bucket\.json$|versions\/)/;

/** Paths of all files in the temporary folders of a posix root, those of uploads among them. */
export async function temporaryFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes('/.sgwtmp/') && !KEPT.test(path));
}

/** A new directory under the system's temporary one. */
export const makeDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'glassgate-'));

/** Starts an upload and gives back its id. */
export async function createUpload(
  gateway: TestGateway,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const answer: Answer = await gateway.send('POST', `${path}?uploads`, { headers });
  return documentOf(answer, 'InitiateMultipartUploadResult')['UploadId'] as string;
}

/** Sends a part and gives back its ETag, quotes included. */
export async function uploadPart(gateway: TestGateway, path: string, body: Buffer | string): Promise<string> {
  const answer = await gateway.send('PUT', path, { body }).expect(200);
  return answer.headers['etag'] as string;
}

/** The document of CompleteMultipartUpload. */
export function completion(
  parts: readonly { readonly number: number; readonly etag: string; readonly more?: string }[],
): string {
  const elements = parts.map(
    ({ number, etag, more = '' }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${more}</Part>`,
  );
  return `<CompleteMultipartUpload>${elements.join('')}</CompleteMultipartUpload>`;
}
