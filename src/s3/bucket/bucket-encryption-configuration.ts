import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import { oneOf } from '../xml/xml.values.js';
import type { XmlContent } from '../xml/xml.writer.js';

const BLOCKABLE = ['NONE', 'SSE-C'] as const;

/** `encryption`, kept as JSON: SSE-S3 is declared, what lies below the gateway encrypts. */
export interface EncryptionConfiguration {
  readonly algorithm: 'AES256';
  readonly bucketKeyEnabled: boolean;
  /** Remembered only: objects under keys of the client's are never taken. */
  readonly blockedTypes?: readonly (typeof BLOCKABLE)[number][];
}

/** What a bucket has of which nothing was said. Source: S3 User Guide, "Setting default server-side encryption". */
export const DEFAULT_ENCRYPTION: EncryptionConfiguration = { algorithm: 'AES256', bucketKeyEnabled: false };

const KEY_SERVICES = new Set(['aws:kms', 'aws:kms:dsse', 'aws:fsx']);

/** A ServerSideEncryptionConfiguration. @throws S3Error MalformedXML, InvalidArgument, NotImplemented (keys of a service) */
export function readEncryption(document: XmlElement): EncryptionConfiguration {
  const rule = document
    .allowOnly('Rule')
    .requiredChild('Rule')
    .allowOnly('ApplyServerSideEncryptionByDefault', 'BucketKeyEnabled', 'BlockedEncryptionTypes');
  const byDefault = rule
    .requiredChild('ApplyServerSideEncryptionByDefault')
    .allowOnly('SSEAlgorithm', 'KMSMasterKeyID');
  const algorithm = byDefault.requiredText('SSEAlgorithm');
  if (KEY_SERVICES.has(algorithm)) throw keyService(algorithm);
  if (algorithm !== 'AES256') throw new S3Error('MalformedXML');
  if (byDefault.child('KMSMasterKeyID')) {
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
      {
        message:
          'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      },
    );
  }
  const blocked = rule.child('BlockedEncryptionTypes')?.allowOnly('EncryptionType').children();
  if (blocked && blocked.length > BLOCKABLE.length) throw new S3Error('MalformedXML');
  return {
    algorithm,
    bucketKeyEnabled: rule.optionalBoolean('BucketKeyEnabled') ?? false,
    blockedTypes: blocked?.map(({ text }) => oneOf(BLOCKABLE, text)),
  };
}

/** A ServerSideEncryptionConfiguration. */
export function writeEncryption(configuration: EncryptionConfiguration): XmlContent {
  const { algorithm, bucketKeyEnabled, blockedTypes } = configuration;
  return {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm },
      BucketKeyEnabled: bucketKeyEnabled,
      BlockedEncryptionTypes: blockedTypes && { EncryptionType: blockedTypes },
    },
  };
}

const keyService = (algorithm: string): S3Error =>
  new S3Error(
    'NotImplemented',
    { SSEAlgorithm: algorithm },
    { message: `Server-side encryption with ${algorithm} is not implemented` },
  );
