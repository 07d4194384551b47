import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** `encryption`, kept as JSON: SSE-S3 is declared, what lies below the gateway encrypts. */
export interface EncryptionConfiguration {
  readonly algorithm: 'AES256';
  readonly bucketKeyEnabled: boolean;
}

const KEY_SERVICES = new Set(['aws:kms', 'aws:kms:dsse', 'aws:fsx']);

/** A ServerSideEncryptionConfiguration. @throws S3Error MalformedXML, InvalidArgument, NotImplemented (keys of a service) */
export function readEncryption(document: XmlElement): EncryptionConfiguration {
  const rule = document
    .allowOnly('Rule')
    .requiredChild('Rule')
    .allowOnly('ApplyServerSideEncryptionByDefault', 'BucketKeyEnabled');
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
  return { algorithm, bucketKeyEnabled: rule.optionalBoolean('BucketKeyEnabled') ?? false };
}

/** A ServerSideEncryptionConfiguration. */
export function writeEncryption({ algorithm, bucketKeyEnabled }: EncryptionConfiguration): XmlContent {
  return {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm },
      BucketKeyEnabled: bucketKeyEnabled,
    },
  };
}

const keyService = (algorithm: string): S3Error =>
  new S3Error(
    'NotImplemented',
    { SSEAlgorithm: algorithm },
    { message: `Server-side encryption with ${algorithm} is not implemented` },
  );
