import { compareUtf8, listPage, lowerBound } from './list-page.js';
import type { ListMultipartUploadsInput, ListMultipartUploadsResult, MultipartUpload } from './multipart.js';

/** The order of ListMultipartUploads: key, then time of initiation, then upload id. */
export function compareUploads(a: MultipartUpload, b: MultipartUpload): number {
  return (
    compareUtf8(a.key, b.key) ||
    a.initiated.getTime() - b.initiated.getTime() ||
    compareUtf8(a.uploadId, b.uploadId)
  );
}

/** One page of a bucket's uploads, given in any order. Source: Amazon S3 API Reference, "ListMultipartUploads". */
export function listUploads(
  uploads: Iterable<MultipartUpload>,
  input: Omit<ListMultipartUploadsInput, 'bucket'>,
): ListMultipartUploadsResult {
  const sorted = [...uploads].sort(compareUploads);
  const query = {
    prefix: input.prefix,
    delimiter: input.delimiter,
    startAfter: input.keyMarker,
    maxKeys: input.maxUploads,
  };
  const page = listPage(sorted, (upload) => upload.key, query, firstAfterMarker(sorted, input));
  const lastUpload = page.items.at(-1);
  return {
    uploads: page.items,
    commonPrefixes: page.commonPrefixes,
    isTruncated: page.isTruncated,
    ...(page.isTruncated && {
      nextKeyMarker: page.last,
      nextUploadIdMarker: lastUpload?.key === page.last ? lastUpload?.uploadId : undefined,
    }),
  };
}

/**
 * An upload that has ended since the page before leaves no trace of where it stood among those of its key: all of them
 * follow then, because whoever ends the uploads of each page must come to see every one.
 */
function firstAfterMarker(
  sorted: readonly MultipartUpload[],
  { keyMarker, uploadIdMarker }: Pick<ListMultipartUploadsInput, 'keyMarker' | 'uploadIdMarker'>,
): number {
  const marked = sorted.findIndex((upload) => upload.uploadId === uploadIdMarker && upload.key === keyMarker);
  if (marked >= 0) return marked + 1;
  const least = uploadIdMarker === '' ? 1 : 0;
  return lowerBound(sorted, (upload) => compareUtf8(upload.key, keyMarker) >= least);
}
