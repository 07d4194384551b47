import { S3Error } from '../../errors/s3.error.js';
import { checkKey } from './target.js';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

const invalid = (value: string, message: string, cause?: unknown): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: 'x-amz-copy-source', ArgumentValue: value.slice(0, 1024) },
    { message, cause },
  );

/**
 * `x-amz-copy-source`: `[/]bucket/key[?versionId=id]`, percent-encoded; `+` stands for itself.
 * Source: S3 API Reference, CopyObject.
 * @throws S3Error InvalidArgument, KeyTooLongError
 */
export function parseCopySource(header: string): CopySource {
  const mark = header.lastIndexOf('?versionId=');
  const path = mark < 0 ? header : header.slice(0, mark);
  const decoded = decode(path, header);
  const start = decoded.startsWith('/') ? 1 : 0;
  const slash = decoded.indexOf('/', start);
  if (decoded.length === start || slash === start) throw invalid(header, 'Invalid copy source bucket name');
  if (slash < 0 || slash === decoded.length - 1) throw invalid(header, 'Invalid copy source object key');
  const versionId = mark < 0 ? undefined : header.slice(mark + '?versionId='.length);
  return { bucket: decoded.slice(start, slash), key: checkKey(decoded.slice(slash + 1)), versionId };
}

function decode(path: string, header: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw invalid(header, 'Invalid copy source encoding', cause);
  }
}
