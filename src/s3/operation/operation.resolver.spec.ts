import { OPERATION_NAMES } from '../../common/operation-name.js';
import { QueryParameters } from '../request/query-parameters.js';
import { parseTarget, splitTarget } from '../request/target.js';
import { ALL_OPERATIONS, resolveOperation } from './operation.resolver.js';
import { subResourceOf } from './sub-resources.js';

function resolve(method: string, url: string, headers: Record<string, string> = {}): string | undefined {
  const { rawPath, rawQuery } = splitTarget(url);
  const target = parseTarget(rawPath);
  const query = QueryParameters.parse(rawQuery);
  return resolveOperation({
    method,
    target,
    query,
    subResource: subResourceOf(target.level, query),
    header: (name) => headers[name],
  })?.name;
}

describe('resolveOperation', () => {
  it.each([
    ['GET', '/', 'ListBuckets'],
    ['GET', '/?x-id=ListBuckets', 'ListBuckets'],
    ['PUT', '/b', 'CreateBucket'],
    ['HEAD', '/b', 'HeadBucket'],
    ['GET', '/b', 'ListObjects'],
    ['GET', '/b/', 'ListObjects'],
    ['GET', '/b?prefix=uploads', 'ListObjects'],
    ['GET', '/b?list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', '/b?prefix=a&list-type=2', 'ListObjectsV2'],
    ['GET', '/b?list-type=1', 'ListObjects'],
    ['GET', '/b?uploads', 'ListMultipartUploads'],
    ['GET', '/b?uploads=&prefix=x', 'ListMultipartUploads'],
    ['GET', '/b?location', 'GetBucketLocation'],
    ['GET', '/b?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET', '/b?analytics&id=1', 'GetBucketAnalyticsConfiguration'],
    ['GET', '/b?id=1&analytics', 'GetBucketAnalyticsConfiguration'],
    ['POST', '/b?delete', 'DeleteObjects'],
    ['POST', '/b', 'PostObject'],
    ['GET', '/b/k', 'GetObject'],
    ['GET', '/b/k?versionId=null', 'GetObject'],
    ['GET', '/b/k?tagging', 'GetObjectTagging'],
    ['GET', '/b/k?uploadId=u', 'ListParts'],
    ['PUT', '/b/k', 'PutObject'],
    ['PUT', '/b/k?x-id=PutObject', 'PutObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
    ['PUT', '/b/k?uploadId=u&partNumber=1', 'UploadPart'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
    ['DELETE', '/b/k', 'DeleteObject'],
    ['OPTIONS', '/b/k', 'OptionsObject'],
    ['PATCH', '/create-user', 'CreateUser'],
    ['PATCH', '/b/create', 'AdminCreateBucket'],
  ])('reads %s %s as %s', (method, url, operation) => {
    expect(resolve(method, url)).toBe(operation);
  });

  it('tells copies from uploads by their header', () => {
    const headers = { 'x-amz-copy-source': '/b/k' };
    expect(resolve('PUT', '/b/k', headers)).toBe('CopyObject');
    expect(resolve('PUT', '/b/k?partNumber=1&uploadId=u', headers)).toBe('UploadPartCopy');
  });

  it.each([
    ['DELETE', '/b/k?acl'],
    ['DELETE', '/b?uploads'],
    ['PUT', '/b/k?uploadId=u'],
    ['PUT', '/b/k?partNumber=1'],
    ['PUT', '/b?location'],
  ])('does not take %s %s for a change of the resource itself', (method, url) => {
    expect(resolve(method, url)).toBeUndefined();
  });

  it.each([
    ['GET', '/b?delete'],
    ['GET', '/b?metadataJournalTable'],
    ['HEAD', '/b?acl'],
    ['HEAD', '/b/k?tagging'],
    ['GET', '/b/k?restore'],
    ['GET', '/b/k?select&select-type=2'],
    ['GET', '/b/k?partNumber=1&uploadId=u'],
    ['GET', '/b?torrent'],
  ])('does not take %s %s for a read of the resource itself', (method, url) => {
    expect(resolve(method, url)).toBeUndefined();
  });

  it.each([
    ['GET', '/b/k?partNumber=1', 'GetObject'],
    ['HEAD', '/b/k?partNumber=1', 'HeadObject'],
    ['GET', '/b/k?tags&Acl&metrics', 'GetObject'],
    ['GET', '/b?retention&Versioning', 'ListObjects'],
    ['GET', '/b/k?renameObject', 'GetObject'],
    ['PUT', '/b/k?renameObject', 'RenameObject'],
    ['GET', '/b/k?policy', 'GetBucketPolicy'],
    ['PUT', '/b/k?cors', 'PutBucketCors'],
    ['DELETE', '/b/k?website', 'DeleteBucketWebsite'],
    ['POST', '/b/k?delete', 'DeleteObjects'],
  ])('reads %s %s as S3 does: %s', (method, url, operation) => {
    expect(resolve(method, url)).toBe(operation);
  });

  it('refuses two sub-resources at once', () => {
    for (const [url, names] of [
      ['/b?acl&delete', 'acl, delete'],
      ['/b/k?uploads&tagging', 'tagging, uploads'],
      ['/b/k?partNumber=1&acl&uploadId=u', 'acl, partNumber, uploadId'],
      ['/b/k?policy&uploads', 'policy, uploads'],
    ] as const)
      expect(() => resolve('GET', url)).toThrow(`Conflicting query string parameters: ${names}`);
  });

  it('knows no operation for other methods and levels', () => {
    expect(resolve('POST', '/')).toBeUndefined();
    expect(resolve('TRACE', '/b/k')).toBeUndefined();
    expect(resolve('PATCH', '/b/other')).toBeUndefined();
    expect(resolve('POST', '/b/k')).toBeUndefined();
  });

  it('can reach every row of the table', () => {
    const urls = { service: '/', bucket: '/b', object: '/b/k', admin: '' };
    for (const row of ALL_OPERATIONS.filter(({ level }) => level !== 'admin')) {
      const headers = row.header ? { [row.header]: '/b/k' } : {};
      expect(resolve(row.method, `${urls[row.level]}?${(row.query ?? []).join('&')}`, headers)).toBe(
        row.name,
      );
    }
    expect(ALL_OPERATIONS.length).toBeGreaterThan(OPERATION_NAMES.length);
  });
});
