import { ALL_OPERATIONS } from '../s3/operation/operation.resolver.js';
import type { AuditableRequest } from './auditable-request.js';
import { operationWord } from './operation-word.js';

/** A request for an operation of the table. */
function wordFor(name: string): string {
  const operation = ALL_OPERATIONS.find((row) => row.name === name)!;
  const { method, level } = operation;
  return operationWord({ operation, method, target: { level } } as unknown as AuditableRequest);
}

describe('operationWord', () => {
  // Source: S3 User Guide, examples of server access logs and the list of operations in them.
  test.each([
    ['ListBuckets', 'REST.GET.SERVICE'],
    ['ListObjectsV2', 'REST.GET.BUCKET'],
    ['ListObjectVersions', 'REST.GET.BUCKETVERSIONS'],
    ['GetBucketPolicy', 'REST.GET.BUCKETPOLICY'],
    ['GetBucketLogging', 'REST.GET.LOGGING_STATUS'],
    ['PutBucketVersioning', 'REST.PUT.VERSIONING'],
    ['PutPublicAccessBlock', 'REST.PUT.PUBLIC_ACCESS_BLOCK'],
    ['GetObjectTagging', 'REST.GET.OBJECT_TAGGING'],
    ['GetObject', 'REST.GET.OBJECT'],
    ['CopyObject', 'REST.COPY.OBJECT'],
    ['DeleteObjects', 'REST.POST.MULTI_OBJECT_DELETE'],
    ['CreateMultipartUpload', 'REST.POST.UPLOADS'],
    ['UploadPart', 'REST.PUT.PART'],
    ['UploadPartCopy', 'REST.COPY.PART'],
    ['CompleteMultipartUpload', 'REST.POST.UPLOAD'],
    ['OptionsObject', 'REST.OPTIONS.PREFLIGHT'],
    ['CreateUser', 'ADMIN.CreateUser'],
  ])('calls %s %s', (name, word) => {
    expect(wordFor(name)).toBe(word);
  });

  test('has a word without blanks for every operation', () => {
    for (const { name } of ALL_OPERATIONS) expect(wordFor(name)).toMatch(/^[A-Z]+\.[A-Za-z_.]+$/);
  });
});
