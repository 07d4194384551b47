import { Backend } from '../../src/backend/backend.js';
import type { TestGateway } from './test-gateway.js';

const ALL = { prefix: '', delimiter: '', keyMarker: '' };

/** All that a gateway keeps in these buckets but the bytes: documents, versions and what is known of them, uploads and parts. */
export async function storeSnapshot(gateway: TestGateway, names: ReadonlySet<string>): Promise<string> {
  const backend = gateway.application.nest.get(Backend);
  const { buckets } = await backend.listBuckets({ maxBuckets: 1000 });
  const found = buckets.filter(({ name }) => names.has(name));
  const contents = await Promise.all(found.map(async ({ name }) => contentsOf(backend, name)));
  return JSON.stringify([found.map(({ name, owner }) => [name, owner]), contents]);
}

async function contentsOf(backend: Backend, bucket: string): Promise<unknown> {
  const { documents } = await backend.headBucket(bucket);
  const { versions } = await backend.listObjectVersions({
    bucket,
    ...ALL,
    versionIdMarker: '',
    maxKeys: 1000,
  });
  const objects = await Promise.all(
    versions.map(async ({ key, versionId }) =>
      backend.headObject({ bucket, key, versionId, withParts: true }).catch(String),
    ),
  );
  const { uploads } = await backend.listMultipartUploads({
    bucket,
    ...ALL,
    uploadIdMarker: '',
    maxUploads: 1000,
  });
  const parts = await Promise.all(
    uploads.map(async ({ key, uploadId }) =>
      backend.listParts({ bucket, key, uploadId, partNumberMarker: 0, maxParts: 1000 }),
    ),
  );
  return {
    documents: Object.entries(documents).toSorted(([a], [b]) => a.localeCompare(b)),
    versions,
    objects,
    uploads,
    parts,
  };
}
