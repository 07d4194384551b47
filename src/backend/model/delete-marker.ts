import { S3Error } from '../../errors/s3.error.js';

export interface DeleteMarker {
  readonly key: string;
  readonly versionId: string;
  readonly lastModified: Date;
}

/**
 * What a read says where a delete marker stands: NoSuchKey when the marker is the newest version of the key,
 * MethodNotAllowed when its own id was asked for. Source: S3 User Guide, "Working with delete markers".
 */
export function deleteMarkerError({ key, versionId, lastModified }: DeleteMarker, asked: boolean): S3Error {
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId };
  if (!asked) return new S3Error('NoSuchKey', { Key: key }, { headers });
  return new S3Error(
    'MethodNotAllowed',
    { Method: 'GET', ResourceType: 'DeleteMarker' },
    { headers: { ...headers, Allow: 'DELETE', 'Last-Modified': lastModified.toUTCString() } },
  );
}
