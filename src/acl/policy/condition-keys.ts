import { ACTIONS } from './actions.js';

const actions = (...names: string[]): ReadonlySet<string> => new Set(names.map((name) => `s3:${name}`));

/** What may be said of every action. */
const EVERY: ReadonlySet<string> = new Set(ACTIONS.keys());
const LIST = actions('ListBucket', 'ListBucketVersions');
const WRITE = actions('PutObject', 'ReplicateObject');
const ACL = actions('CreateBucket', 'PutBucketAcl', 'PutObject', 'PutObjectAcl', 'PutObjectVersionAcl');
const VERSION = new Set(
  [...ACTIONS]
    .filter(([name, level]) => level === 'object' && name.includes('Version'))
    .map(([name]) => name),
);
const LOCK = actions(
  'BypassGovernanceRetention',
  'PutObject',
  'PutObjectLegalHold',
  'PutObjectRetention',
  'ReplicateObject',
);
const EXISTING_TAGS = actions(
  'DeleteObjectTagging',
  'DeleteObjectVersionTagging',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectTagging',
  'GetObjectVersion',
  'GetObjectVersionAcl',
  'GetObjectVersionAttributes',
  'GetObjectVersionTagging',
  'PutObjectAcl',
  'PutObjectTagging',
  'PutObjectVersionAcl',
  'PutObjectVersionTagging',
  'RestoreObject',
);
const REQUEST_TAGS = actions('PutObject', 'PutObjectTagging', 'PutObjectVersionTagging', 'ReplicateTags');

/**
 * Every condition key that a policy may name, with the actions that it may be named for. A key that ends in `/` goes on
 * with the key of a tag. What no request has here is known all the same: a policy that asks for it is then answered as
 * S3 answers a request without it.
 * Source: Service Authorization Reference, "Condition keys for Amazon S3"; IAM User Guide, "Global condition keys".
 */
export const CONDITION_KEYS: Readonly<Record<string, ReadonlySet<string>>> = {
  // Now, ISO 8601 in UTC.
  'aws:CurrentTime': EVERY,
  // Now, seconds since 1970.
  'aws:EpochTime': EVERY,
  // Never: nobody signs in with a second factor.
  'aws:MultiFactorAuthAge': EVERY,
  // Never: nobody signs in with a second factor.
  'aws:MultiFactorAuthPresent': EVERY,
  // `arn:aws:iam:::user/` and the access key of the caller, whatever account the policy writes there;
  // `arn:aws:iam::` access key `:root` for root; none for anonymous callers.
  'aws:PrincipalArn': EVERY,
  // `false`: no service calls by itself.
  'aws:PrincipalIsAWSService': EVERY,
  // Never: there are no organisations.
  'aws:PrincipalOrgID': EVERY,
  // `Anonymous`, `Account` for root, else `User`.
  'aws:PrincipalType': EVERY,
  // Header Referer.
  'aws:Referer': EVERY,
  // `true` when the connection is TLS, else `false`.
  'aws:SecureTransport': EVERY,
  // Never: no service calls for another.
  'aws:SourceAccount': EVERY,
  // Never: no service calls for another.
  'aws:SourceArn': EVERY,
  // Address of the client.
  'aws:SourceIp': EVERY,
  // Never: there are no private networks of AWS.
  'aws:SourceVpc': EVERY,
  // Never: there are no private networks of AWS.
  'aws:SourceVpce': EVERY,
  // Header User-Agent.
  'aws:UserAgent': EVERY,
  // `false`: no service calls for another.
  'aws:ViaAWSService': EVERY,
  // Access key of the caller; none for anonymous callers.
  'aws:userid': EVERY,
  // Access key of the caller; none for anonymous callers and root.
  'aws:username': EVERY,
  // Never: there are no access points.
  's3:DataAccessPointAccount': EVERY,
  // Never: there are no access points.
  's3:DataAccessPointArn': EVERY,
  // Value of this tag of the object as it is stored; tag keys are compared without regard to case.
  's3:ExistingObjectTag/': EXISTING_TAGS,
  // Element LocationConstraint of CreateBucketConfiguration.
  's3:LocationConstraint': actions('CreateBucket'),
  // `true` for requests that make an object, `false` for those that only prepare or extend an upload.
  's3:ObjectCreationOperation': WRITE,
  // Value of this tag in header x-amz-tagging or a document Tagging, compared as ExistingObjectTag; a copy that takes
  // the tags of its source has those, for PutObjectTagging alone.
  's3:RequestObjectTag/': REQUEST_TAGS,
  // Every tag key in the same places; has many values.
  's3:RequestObjectTagKeys': REQUEST_TAGS,
  // Access key of the bucket's owner.
  's3:ResourceAccount': EVERY,
  // Version of TLS as a number, such as `1.3`; none without TLS.
  's3:TlsVersion': EVERY,
  // Query parameter versionId.
  's3:VersionId': VERSION,
  // `REST-HEADER`, `REST-QUERY-STRING` or `POST`: where the signature is; none for anonymous callers.
  's3:authType': EVERY,
  // Query parameter delimiter.
  's3:delimiter': LIST,
  // Header If-Match; the ETag of a key in DeleteObjects.
  's3:if-match': actions('PutObject', 'DeleteObject', 'DeleteObjectVersion'),
  // Header If-None-Match.
  's3:if-none-match': WRITE,
  // Query parameter max-keys.
  's3:max-keys': LIST,
  // Header x-amz-object-lock-legal-hold, or what a document LegalHold says.
  's3:object-lock-legal-hold': LOCK,
  // Header x-amz-object-lock-mode, or what a document Retention says.
  's3:object-lock-mode': LOCK,
  // Days from now to the date of object-lock-retain-until-date.
  's3:object-lock-remaining-retention-days': LOCK,
  // Header x-amz-object-lock-retain-until-date, or what a document Retention says, ISO 8601.
  's3:object-lock-retain-until-date': LOCK,
  // Query parameter prefix of a list.
  's3:prefix': LIST,
  // Milliseconds since a presigned request was signed; none for others.
  's3:signatureAge': EVERY,
  // `AWS4-HMAC-SHA256` for signed requests.
  's3:signatureversion': EVERY,
  // Header x-amz-acl.
  's3:x-amz-acl': ACL,
  // Header x-amz-content-sha256.
  's3:x-amz-content-sha256': EVERY,
  // Header x-amz-copy-source, decoded, without a leading `/`.
  's3:x-amz-copy-source': WRITE,
  // Header of the same name.
  's3:x-amz-grant-full-control': ACL,
  // Header of the same name.
  's3:x-amz-grant-read': ACL,
  // Header of the same name.
  's3:x-amz-grant-read-acp': ACL,
  // Header of the same name.
  's3:x-amz-grant-write': ACL,
  // Header of the same name.
  's3:x-amz-grant-write-acp': ACL,
  // Header of the same name.
  's3:x-amz-metadata-directive': WRITE,
  // Header of the same name.
  's3:x-amz-server-side-encryption': WRITE,
  // Header of the same name.
  's3:x-amz-server-side-encryption-aws-kms-key-id': WRITE,
  // Header of the same name.
  's3:x-amz-server-side-encryption-customer-algorithm': WRITE,
  // Header of the same name.
  's3:x-amz-storage-class': WRITE,
  // Header of the same name.
  's3:x-amz-website-redirect-location': WRITE,
};

/** Begins the condition keys that name a tag of the stored object. */
export const EXISTING_TAG_PREFIX = 's3:existingobjecttag/';

const BY_LOWER_CASE = new Map(
  Object.entries(CONDITION_KEYS).map(([key, value]) => [key.toLowerCase(), value]),
);

/** The actions that a key, in lower case, may be named for; `undefined` when there is no such key. */
export function actionsOfConditionKey(key: string): ReadonlySet<string> | undefined {
  const slash = key.indexOf('/');
  if (slash < 0) return BY_LOWER_CASE.get(key);
  return slash + 1 < key.length ? BY_LOWER_CASE.get(key.slice(0, slash + 1)) : undefined;
}
