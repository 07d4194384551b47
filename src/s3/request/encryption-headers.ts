import { createHash } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import type { WriteRequest } from './write-request.js';

type Headers = Pick<WriteRequest, 'header'>;

const ENCRYPTION = 'x-amz-server-side-encryption';

const KEY_ID = `${ENCRYPTION}-aws-kms-key-id`;

const KEY_SERVICES = new Set(['aws:kms', 'aws:kms:dsse', 'aws:fsx']);

/** Bytes of a key of AES-256. */
const KEY_SIZE = 32;

const CUSTOMER_KEY = ['algorithm', 'key', 'key-md5'].map((part) => `${ENCRYPTION}-customer-${part}`);

const CUSTOMER_KEY_OF_SOURCE = CUSTOMER_KEY.map((name) => name.replace('x-amz-', 'x-amz-copy-source-'));

const NEED = 'Requests specifying Server Side Encryption with Customer provided keys must provide';

/**
 * What a write asks of encryption: SSE-S3 is declared; keys of a service or of the client's would be a promise that is
 * not kept. Source: S3 API Reference, PutObject, "Request Headers".
 * @throws S3Error InvalidArgument, InvalidEncryptionAlgorithmError, NotImplemented
 */
export function checkWriteEncryption(request: Headers): void {
  const encryption = request.header(ENCRYPTION);
  const key = customerKeyHeader(request);
  if (encryption !== undefined && key !== undefined)
    throw refused(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      encryption,
    );
  if (encryption !== undefined && encryption !== 'AES256') {
    if (KEY_SERVICES.has(encryption)) throw new S3Error('NotImplemented', { Header: ENCRYPTION });
    throw refused('The encryption method specified is not supported', encryption);
  }
  if (request.header(KEY_ID) !== undefined)
    throw refused(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  if (key === undefined) return;
  checkCustomerKey(request);
  throw new S3Error('NotImplemented', { Header: key });
}

/** Only what begins an object may name a method. @throws S3Error InvalidArgument */
export function refuseEncryptionMethod(request: Headers): void {
  const encryption = request.header(ENCRYPTION);
  if (encryption !== undefined)
    throw refused(`${ENCRYPTION} header is not supported for this operation.`, encryption);
}

/**
 * A read names no method, and no object is stored under a key of the client's.
 * @throws S3Error InvalidArgument, InvalidEncryptionAlgorithmError, InvalidRequest
 */
export function refuseReadEncryption(request: Headers): void {
  refuseEncryptionMethod(request);
  refuseCustomerKey(request);
}

/** SSE-C for the source of a copy, as of a read. @throws S3Error InvalidArgument, InvalidEncryptionAlgorithmError, InvalidRequest */
export function refuseSourceEncryption(request: Headers): void {
  refuseCustomerKey(request, CUSTOMER_KEY_OF_SOURCE);
}

/**
 * A part names no method, and no upload was begun with a key of the client's.
 * @throws S3Error InvalidArgument, InvalidEncryptionAlgorithmError, InvalidRequest
 */
export function refusePartEncryption(request: Headers): void {
  refuseEncryptionMethod(request);
  if (customerKeyHeader(request) === undefined) return;
  checkCustomerKey(request);
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    },
  );
}

const customerKeyHeader = (request: Headers, names = CUSTOMER_KEY): string | undefined =>
  names.find((name) => request.header(name) !== undefined);

/** The three headers of SSE-C. Source: S3 User Guide, "Using server-side encryption with customer-provided keys". */
function checkCustomerKey(request: Headers, names = CUSTOMER_KEY): void {
  const [algorithm, key, digest] = names.map((name) => request.header(name));
  if (algorithm === undefined) throw refused(`${NEED} a valid encryption algorithm.`, 'null');
  if (algorithm !== 'AES256')
    throw new S3Error('InvalidEncryptionAlgorithmError', argument(algorithm.slice(0, 256)));
  if (key === undefined) throw refused(`${NEED} an appropriate secret key.`, 'null');
  if (digest === undefined) throw refused(`${NEED} the client calculated MD5 of the secret key.`, 'null');
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== KEY_SIZE)
    throw refused('The secret key was invalid for the specified algorithm.', 'null');
  if (createHash('md5').update(bytes).digest('base64') !== digest)
    throw refused('The calculated MD5 hash of the key did not match the hash that was provided.', 'null');
}

function refuseCustomerKey(request: Headers, names = CUSTOMER_KEY): void {
  if (customerKeyHeader(request, names) === undefined) return;
  checkCustomerKey(request, names);
  throw new S3Error(
    'InvalidRequest',
    {},
    { message: 'The encryption parameters are not applicable to this object.' },
  );
}

const argument = (value?: string): Record<string, string> => ({
  ArgumentName: ENCRYPTION,
  ...(value !== undefined && { ArgumentValue: value }),
});

const refused = (message: string, value?: string): S3Error =>
  new S3Error('InvalidArgument', argument(value?.slice(0, 256)), { message });
