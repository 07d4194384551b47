import { S3Error } from '../../errors/s3.error.js';
import { notByEmail } from '../request/acl-headers.js';
import type { XmlElement } from '../xml/xml.element.js';
import { oneOf } from '../xml/xml.values.js';
import type { XmlContent } from '../xml/xml.writer.js';

const GRANTEE_ELEMENTS = {
  CanonicalUser: 'ID',
  Group: 'URI',
  AmazonCustomerByEmail: 'EmailAddress',
} as const;
const GRANTEE_TYPES = ['CanonicalUser', 'Group', 'AmazonCustomerByEmail'] as const;
const DATE_SOURCES = ['EventTime', 'DeliveryTime'] as const;
/** The reference names three of them; S3 takes all. */
const PERMISSIONS = ['FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP'] as const;
const MAX_GRANTS = 100;

/** Who may read the log objects. */
export interface LoggingGrant {
  readonly type: keyof typeof GRANTEE_ELEMENTS;
  /** Id, URI or e-mail address, by the type. */
  readonly grantee: string;
  readonly permission: (typeof PERMISSIONS)[number];
}

/** `logging`, kept as JSON; a bucket that logs nothing has no such document. */
export interface LoggingConfiguration {
  readonly targetBucket: string;
  readonly targetPrefix: string;
  readonly targetGrants: readonly LoggingGrant[];
  /** How keys of log objects are made. */
  readonly keyFormat?: 'SimplePrefix' | (typeof DATE_SOURCES)[number];
}

/** A BucketLoggingStatus; `undefined` when it turns logging off. @throws S3Error MalformedXML, MethodNotAllowed (e-mail addresses) */
export function readLogging(document: XmlElement): LoggingConfiguration | undefined {
  const enabled = document.allowOnly('LoggingEnabled').child('LoggingEnabled');
  if (!enabled) return undefined;
  enabled.allowOnly('TargetBucket', 'TargetPrefix', 'TargetGrants', 'TargetObjectKeyFormat');
  const grants = enabled.child('TargetGrants')?.allowOnly('Grant').children('Grant') ?? [];
  if (grants.length > MAX_GRANTS) throw new S3Error('MalformedXML');
  return {
    targetBucket: enabled.requiredText('TargetBucket'),
    targetPrefix: enabled.requiredText('TargetPrefix'),
    targetGrants: grants.map(readGrant),
    keyFormat: readKeyFormat(enabled.child('TargetObjectKeyFormat')),
  };
}

function readGrant(grant: XmlElement): LoggingGrant {
  const grantee = grant.requiredChild('Grantee');
  const type = oneOf(GRANTEE_TYPES, grantee.attribute('type') ?? '');
  if (type === 'AmazonCustomerByEmail') throw notByEmail();
  return {
    type,
    grantee: grantee.requiredText(GRANTEE_ELEMENTS[type]),
    permission: oneOf(PERMISSIONS, grant.requiredText('Permission')),
  };
}

function readKeyFormat(format: XmlElement | undefined): LoggingConfiguration['keyFormat'] {
  if (!format) return undefined;
  const partitioned = format.allowOnly('SimplePrefix', 'PartitionedPrefix').child('PartitionedPrefix');
  const simple = format.child('SimplePrefix');
  if ((partitioned === undefined) === (simple === undefined)) throw new S3Error('MalformedXML');
  return partitioned ? oneOf(DATE_SOURCES, partitioned.requiredText('PartitionDateSource')) : 'SimplePrefix';
}

/** A BucketLoggingStatus; empty without a configuration. */
export function writeLogging(logging: LoggingConfiguration | undefined): XmlContent {
  if (!logging) return {};
  const { targetGrants, keyFormat } = logging;
  return {
    LoggingEnabled: {
      TargetBucket: logging.targetBucket,
      TargetGrants: targetGrants.length === 0 ? undefined : { Grant: targetGrants.map(writeGrant) },
      TargetObjectKeyFormat: keyFormat && writeKeyFormat(keyFormat),
      TargetPrefix: logging.targetPrefix,
    },
  };
}

const writeGrant = ({ type, grantee, permission }: LoggingGrant): XmlContent => ({
  Grantee: {
    $attributes: { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:type': type },
    [GRANTEE_ELEMENTS[type]]: grantee,
  },
  Permission: permission,
});

const writeKeyFormat = (format: NonNullable<LoggingConfiguration['keyFormat']>): XmlContent =>
  format === 'SimplePrefix' ? { SimplePrefix: '' } : { PartitionedPrefix: { PartitionDateSource: format } };
