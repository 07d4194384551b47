import { S3Error } from '../errors/s3.error.js';
import { ALGORITHMS, algorithmOfHeader, algorithmOfName, isBase64Of, isDigestValue } from './algorithms.js';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type ChecksumType,
  type ObjectChecksum,
} from './checksum.js';

/** A request header by lower-case name. */
export type HeaderLookup = (name: string) => string | undefined;

/** What the client says of the checksum of the body that it sends. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** base64, from the header; absent when it follows in the trailer or when the gateway is to compute it. */
  readonly value?: string;
  /** The value follows the body, under the algorithm's header name. */
  readonly fromTrailer?: boolean;
}

/** What CompleteMultipartUpload says of the finished object. */
export type CompletedChecksum = Partial<ObjectChecksum>;

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });
const invalidHeader = (name: string): S3Error => invalid(`Value for ${name} header is invalid.`);
const severalValues = (): S3Error =>
  invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');

/**
 * The checksum of the request's body; `undefined` when the client says nothing of one.
 * @throws InvalidRequest for several values, malformed values, and names that disagree or that S3 does not know
 * Source: Amazon S3 API Reference, "PutObject"; User Guide, "Checking object integrity".
 */
export function readDeclaredChecksum(header: HeaderLookup): DeclaredChecksum | undefined {
  const sent = soleHeader(header);
  const trailer = header('x-amz-trailer');
  if (sent && trailer !== undefined) throw severalValues();
  if (sent && !isDigestValue(sent.algorithm, sent.value))
    throw invalidHeader(ALGORITHMS[sent.algorithm].header);
  const declared = trailer === undefined ? sent : announced(trailer);
  return agreeWithSdk(header('x-amz-sdk-checksum-algorithm'), declared);
}

/**
 * The 16 bytes of Content-MD5; `undefined` when the header is absent.
 * @throws InvalidDigest when it is empty or no base64 of 16 bytes
 */
export function readContentMd5(header: HeaderLookup): Buffer | undefined {
  const value = header('content-md5');
  if (value === undefined) return undefined;
  if (!isBase64Of(value, ALGORITHMS.MD5.digestSize))
    throw new S3Error('InvalidDigest', { 'Content-MD5': value });
  return Buffer.from(value, 'base64');
}

/**
 * `x-amz-checksum-algorithm`: what CopyObject and CreateMultipartUpload ask to compute.
 * @throws InvalidRequest for a name that S3 does not know
 */
export function readChecksumAlgorithm(header: HeaderLookup): ChecksumAlgorithm | undefined {
  const name = header('x-amz-checksum-algorithm');
  if (name === undefined) return undefined;
  const algorithm = algorithmOfName(name);
  if (algorithm) return algorithm;
  const known = CHECKSUM_ALGORITHMS.toSorted().join(', ');
  throw invalid(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${known}]`,
  );
}

/**
 * Algorithm and type of a new multipart upload, the type by default of the algorithm.
 * @throws InvalidRequest for unknown names and for a type that the algorithm does not have
 * Source: Amazon S3 API Reference, "CreateMultipartUpload".
 */
export function readUploadChecksum(
  header: HeaderLookup,
): { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined {
  const algorithm = readChecksumAlgorithm(header);
  const type = readChecksumType(header);
  if (!algorithm) {
    if (type) {
      throw invalid(
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    }
    return undefined;
  }
  const [usual, ...others] = ALGORITHMS[algorithm].multipartTypes;
  if (type && type !== usual && !others.includes(type)) {
    throw invalid(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: type ?? usual };
}

/**
 * The value and type that the client expects of the completed object; `undefined` when it names neither.
 * Whether they fit the upload is for the driver to say.
 * @throws InvalidRequest for several values, malformed values and an unknown type
 * Source: Amazon S3 API Reference, "CompleteMultipartUpload".
 */
export function readCompletedChecksum(header: HeaderLookup): CompletedChecksum | undefined {
  const sent = soleHeader(header);
  const type = readChecksumType(header);
  if (!sent) return type && { type };
  // A composite value may be given with its number of parts or without.
  const [, digest = ''] = /^([^-]*)(?:-[1-9]\d{0,4})?$/.exec(sent.value) ?? [];
  if (!isDigestValue(sent.algorithm, digest)) throw invalidHeader(ALGORITHMS[sent.algorithm].header);
  return type ? { ...sent, type } : sent;
}

function readChecksumType(header: HeaderLookup): ChecksumType | undefined {
  const value = header('x-amz-checksum-type')?.toUpperCase();
  if (value === undefined || value === 'FULL_OBJECT' || value === 'COMPOSITE') return value;
  throw invalidHeader('x-amz-checksum-type');
}

function soleHeader(
  header: HeaderLookup,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  let sole: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = header(ALGORITHMS[algorithm].header);
    if (value === undefined) continue;
    if (sole) throw severalValues();
    sole = { algorithm, value };
  }
  return sole;
}

function announced(trailer: string): DeclaredChecksum {
  const algorithm = algorithmOfHeader(trailer.trim());
  if (!algorithm) throw invalid('The value specified in the x-amz-trailer header is not supported');
  return { algorithm, fromTrailer: true };
}

/** Alone, where AWS refuses it, `x-amz-sdk-checksum-algorithm` asks the gateway to compute the value. */
function agreeWithSdk(
  name: string | undefined,
  declared: DeclaredChecksum | undefined,
): DeclaredChecksum | undefined {
  if (name === undefined) return declared;
  const algorithm = algorithmOfName(name);
  if (!algorithm || (declared && declared.algorithm !== algorithm))
    throw invalidHeader('x-amz-sdk-checksum-algorithm');
  return declared ?? { algorithm };
}
