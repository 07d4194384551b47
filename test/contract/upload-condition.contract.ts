import type { WriteCondition } from '../../src/backend/model/conditions.js';
import type { CompleteMultipartUploadInput } from '../../src/backend/model/multipart.js';
import type { VersioningState } from '../../src/backend/model/versions.js';
import { VerifiedBody } from '../../src/checksum/verified-body.js';
import { md5, objectBody } from '../support/object-body.js';
import { NO_ATTRIBUTES, expectCode, s3Failure, type ContractSubject } from './contract-subject.js';

const key = 'folder/key';
const NEW_ONLY: WriteCondition = { ifNoneMatch: '*' };

/** What is written or deleted under the key of an upload, between its beginning and its completion. */
export function describeUploadConditions(subject: ContractSubject): void {
  /** An upload that is ready to be completed. */
  const begin = async (bucket: string): Promise<CompleteMultipartUploadInput> => {
    const uploadId = await subject.backend.createMultipartUpload({
      bucket,
      key,
      attributes: NO_ATTRIBUTES,
      initiator: 'x',
    });
    const body = objectBody('uploaded');
    const { etag } = await subject.backend.uploadPart({ bucket, key, uploadId, partNumber: 1, body });
    return { bucket, key, uploadId, parts: [{ partNumber: 1, etag, checksums: {} }] };
  };
  const complete = (
    input: CompleteMultipartUploadInput,
    condition?: WriteCondition,
    versioning?: VersioningState,
  ) => subject.backend.completeMultipartUpload({ ...input, condition, versioning });
  const abort = (input: CompleteMultipartUploadInput) => subject.backend.abortMultipartUpload(input);
  const put = (bucket: string, text: string, versioning?: VersioningState) =>
    subject.put(bucket, key, text, { versioning });
  const remove = (bucket: string, versioning?: VersioningState) =>
    subject.backend.deleteObject({ bucket, key, versioning });
  const conflict = (Condition: string) => ({
    code: 'ConditionalRequestConflict',
    status: 409,
    details: { Condition, Key: key },
  });

  describe.each([undefined, 'Enabled', 'Suspended'] as const)(
    'the condition of a completion with versioning %s',
    (state) => {
      const versioning = (): VersioningState | undefined =>
        subject.backend.capabilities.versions ? state : undefined;

      it('conflicts where the object that was to be absent was deleted since the upload began', async () => {
        const bucket = await subject.bucket();
        await put(bucket, 'there', versioning());
        const upload = await begin(bucket);
        await expectCode(complete(upload, NEW_ONLY, versioning()), 'PreconditionFailed');
        await remove(bucket, versioning());
        for (let attempt = 1; attempt <= 2; attempt += 1) {
          const error = await s3Failure(complete(upload, NEW_ONLY, versioning()));
          expect(error).toMatchObject(conflict('If-None-Match'));
        }
        await expectCode(subject.head(bucket, key), 'NoSuchKey');
        await abort(upload);
        await complete(await begin(bucket), NEW_ONLY, versioning());
        expect(await subject.text(bucket, key)).toBe('uploaded');
      });

      it('is failed by an object that came since the upload began', async () => {
        const bucket = await subject.bucket();
        const upload = await begin(bucket);
        await put(bucket, 'came', versioning());
        await expectCode(complete(upload, NEW_ONLY, versioning()), 'PreconditionFailed');
        expect(await subject.text(bucket, key)).toBe('came');
        await abort(upload);
      });

      it('conflicts where the object was replaced since, though by one with the ETag that is meant', async () => {
        const bucket = await subject.bucket();
        const before = await put(bucket, 'one', versioning());
        const upload = await begin(bucket);
        const during = await put(bucket, 'two', versioning());
        await expectCode(complete(upload, { ifMatch: before.etag }, versioning()), 'PreconditionFailed');
        const error = await s3Failure(complete(upload, { ifMatch: during.etag }, versioning()));
        expect(error).toMatchObject(conflict('If-Match'));
        const same = await put(bucket, 'one', versioning());
        expect(await s3Failure(complete(upload, { ifMatch: same.etag }, versioning()))).toMatchObject(
          conflict('If-Match'),
        );
        expect(await subject.text(bucket, key)).toBe('one');
        await abort(upload);
        const later = await begin(bucket);
        await complete(later, { ifMatch: same.etag }, versioning());
        expect(await subject.text(bucket, key)).toBe('uploaded');
      });

      it('misses an object that was deleted, and conflicts with the one that came then', async () => {
        const bucket = await subject.bucket();
        const { etag } = await put(bucket, 'there', versioning());
        const upload = await begin(bucket);
        await remove(bucket, versioning());
        await expectCode(complete(upload, { ifMatch: etag }, versioning()), 'NoSuchKey');
        const back = await put(bucket, 'there', versioning());
        expect(await s3Failure(complete(upload, { ifMatch: back.etag }, versioning()))).toMatchObject(
          conflict('If-Match'),
        );
        await abort(upload);
      });

      it('holds for an object of which only the description has changed', async () => {
        const bucket = await subject.bucket();
        const { etag } = await put(bucket, 'there', versioning());
        const upload = await begin(bucket);
        if (subject.backend.capabilities.metadata)
          await subject.backend.updateObject({ bucket, key }, { tags: { a: 'b' } });
        await complete(upload, { ifMatch: etag }, versioning());
        expect(await subject.text(bucket, key)).toBe('uploaded');
      });

      it('is not asked for by an upload without one', async () => {
        const bucket = await subject.bucket();
        await put(bucket, 'one', versioning());
        const upload = await begin(bucket);
        await put(bucket, 'two', versioning());
        await complete(upload, undefined, versioning());
        expect(await subject.text(bucket, key)).toBe('uploaded');
      });

      it('lets one of several uploads replace the object that all of them know', async () => {
        const bucket = await subject.bucket();
        const { etag } = await put(bucket, 'there', versioning());
        const uploads = await Promise.all(Array.from({ length: 8 }, () => begin(bucket)));
        const outcomes = await Promise.allSettled(
          uploads.map((upload) => complete(upload, { ifMatch: etag }, versioning())),
        );
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        await Promise.allSettled(uploads.map(abort));
      });
    },
  );

  it('If-Match lets one of several writers of the very same bytes in', async () => {
    const bucket = await subject.bucket();
    const { etag } = await put(bucket, 'same');
    if (subject.backend.capabilities.keepsEtags) expect(etag).toBe(md5('same'));
    const all = 4;
    const begun = Promise.withResolvers<void>();
    let count = 0;
    /** No writer ends before the last one has begun. */
    const bytes = async function* (): AsyncGenerator<Buffer> {
      if (++count === all) begun.resolve();
      await begun.promise;
      yield Buffer.from('same');
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: all }, () => {
        const body = new VerifiedBody({ source: bytes(), size: 4 });
        return subject.put(bucket, key, '', { body, condition: { ifMatch: etag } });
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { code } = subject.backend.capabilities.keepsEtags
      ? conflict('If-Match')
      : { code: 'PreconditionFailed' };
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code });
  });
}
