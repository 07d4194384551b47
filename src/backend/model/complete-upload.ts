import { createHash } from 'node:crypto';
import { isCombinable } from '../../checksum/algorithms.js';
import type { ObjectChecksum } from '../../checksum/checksum.js';
import { combineCrc, compositeChecksum } from '../../checksum/combine.js';
import { S3Error } from '../../errors/s3.error.js';
import type { CompletedPart, CompleteMultipartUploadInput, UploadChecksum } from './multipart.js';
import type { ObjectPart } from './object.js';
import { checksumMismatch, DEFAULT_CHECKSUM } from './upload-checksum.js';

/** Of every part but the last, in bytes. Source: Amazon S3 User Guide, "Multipart upload limits". */
export const MIN_PART_SIZE = 5 * 1024 * 1024;

/** A part as a driver keeps it. */
export interface StoredPart {
  readonly partNumber: number;
  readonly size: number;
  /** MD5 in hex, without quotes. */
  readonly etag: string;
  /** base64, in the upload's algorithm, CRC64NVME where it has none; absent where the driver kept nothing. */
  readonly checksum?: string;
}

/** What the object will be made of, in order. */
export interface CompletionPlan<Part extends StoredPart = StoredPart> {
  readonly parts: readonly Part[];
  /** Bytes. */
  readonly size: number;
  /** MD5 of the parts' binary MD5s, then `-N`. */
  readonly etag: string;
  readonly checksum?: ObjectChecksum;
}

interface UploadFacts {
  readonly uploadId: string;
  readonly checksum?: UploadChecksum;
}

/**
 * Checks a CompleteMultipartUpload against the parts that were stored and plans the object. Reads no bytes.
 * `stored` may hold parts that the document does not name: they are left out.
 * @throws InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest, BadDigest
 */
export function planCompletion<Part extends StoredPart>(
  upload: UploadFacts,
  stored: Iterable<Part>,
  input: Pick<CompleteMultipartUploadInput, 'parts' | 'objectSize' | 'checksum'>,
): CompletionPlan<Part> {
  assertAscending(input.parts, upload.uploadId);
  assertChecksumMode(upload.checksum, input.checksum);
  const byNumber = new Map<number, Part>();
  for (const part of stored) byNumber.set(part.partNumber, part);
  const parts = input.parts.map((named, index) => {
    const part = matchPart(upload, named, byNumber.get(named.partNumber));
    if (index < input.parts.length - 1) assertLargeEnough(part);
    return part;
  });
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  assertObjectSize(input.objectSize, size);
  const checksum = joinChecksums(upload.checksum, parts);
  assertObjectChecksum(input.checksum?.value, checksum);
  return { parts, size, etag: joinEtags(parts), checksum };
}

/** The table of parts that HeadObject gives back for a planned object. */
export function partTable(parts: readonly StoredPart[]): readonly ObjectPart[] {
  return parts.map(({ partNumber, size, checksum }) => ({ partNumber, size, checksum }));
}

function assertAscending(parts: readonly CompletedPart[], uploadId: string): void {
  let previous = 0;
  for (const { partNumber } of parts) {
    if (partNumber <= previous) throw new S3Error('InvalidPartOrder', { UploadId: uploadId });
    previous = partNumber;
  }
}

function assertChecksumMode(
  upload: UploadChecksum | undefined,
  sent: CompleteMultipartUploadInput['checksum'],
): void {
  if (sent?.type && sent.type !== upload?.type) {
    const message = `The upload was created using the ${upload?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`;
    throw new S3Error('InvalidRequest', {}, { message });
  }
  const algorithm = upload?.algorithm ?? DEFAULT_CHECKSUM;
  if (sent?.value && sent.algorithm && sent.algorithm !== algorithm) {
    throw checksumMismatch(upload?.algorithm, sent.algorithm);
  }
}

function matchPart<Part extends StoredPart>(
  upload: UploadFacts,
  named: CompletedPart,
  part: Part | undefined,
): Part {
  const invalid = (): S3Error =>
    new S3Error('InvalidPart', { UploadId: upload.uploadId, PartNumber: named.partNumber, ETag: named.etag });
  if (!part || part.etag !== named.etag) throw invalid();
  const algorithm = upload.checksum?.algorithm ?? DEFAULT_CHECKSUM;
  if (upload.checksum?.type === 'COMPOSITE' && named.checksums[algorithm] === undefined) {
    const message = `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${named.partNumber} in the request.`;
    throw new S3Error('InvalidRequest', {}, { message });
  }
  for (const [sent, value] of Object.entries(named.checksums)) {
    // A value that cannot be compared, because the upload keeps another algorithm, is refused like a wrong one.
    if (sent !== algorithm || (part.checksum !== undefined && value !== part.checksum)) throw invalid();
  }
  return part;
}

function assertLargeEnough(part: StoredPart): void {
  if (part.size >= MIN_PART_SIZE) return;
  throw new S3Error('EntityTooSmall', {
    ProposedSize: part.size,
    MinSizeAllowed: MIN_PART_SIZE,
    PartNumber: part.partNumber,
    ETag: part.etag,
  });
}

function assertObjectSize(sent: number | undefined, computed: number): void {
  if (sent === undefined || sent === computed) return;
  const message = `The provided 'x-amz-mp-object-size' header value ${sent} does not match what was computed: ${computed}`;
  throw new S3Error('InvalidRequest', {}, { message });
}

function joinEtags(parts: readonly StoredPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

function joinChecksums(
  upload: UploadChecksum | undefined,
  parts: readonly StoredPart[],
): ObjectChecksum | undefined {
  const { algorithm, type } = upload ?? { algorithm: DEFAULT_CHECKSUM, type: 'FULL_OBJECT' };
  const values: { value: string; size: number }[] = [];
  for (const { checksum, size } of parts) {
    if (checksum === undefined) return undefined;
    values.push({ value: checksum, size });
  }
  if (type === 'COMPOSITE') {
    return {
      algorithm,
      type,
      value: compositeChecksum(
        algorithm,
        values.map((part) => part.value),
      ),
    };
  }
  return isCombinable(algorithm) ? { algorithm, type, value: combineCrc(algorithm, values) } : undefined;
}

/** The client may send a composite value with or without its number of parts. */
function assertObjectChecksum(sent: string | undefined, computed: ObjectChecksum | undefined): void {
  if (sent === undefined || computed === undefined || sent === computed.value) return;
  if (computed.type === 'COMPOSITE' && sent === computed.value.slice(0, computed.value.lastIndexOf('-')))
    return;
  const message = `The ${computed.algorithm.toLowerCase()} you specified did not match the calculated checksum.`;
  throw new S3Error('BadDigest', {}, { message });
}
