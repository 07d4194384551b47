import type { AskedAccess, AuthorizableRequest } from './authorizable-request.js';

/** Operations whose headers say more of an object than its bytes. */
const WRITERS: ReadonlySet<string> = new Set([
  'CopyObject',
  'CreateMultipartUpload',
  'PostObject',
  'PutObject',
]);

const GRANT_HEADERS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(
  (permission) => `x-amz-grant-${permission}`,
);

/** Source: S3 API Reference, PutObject, "Permissions". Who may write an object may write its ACL, where ACLs count. */
const RULES: readonly (readonly [headers: readonly string[], asked: AskedAccess])[] = [
  [['x-amz-tagging'], { action: 's3:PutObjectTagging' }],
  [['x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date'], { action: 's3:PutObjectRetention' }],
  [['x-amz-object-lock-legal-hold'], { action: 's3:PutObjectLegalHold' }],
  [['x-amz-acl', ...GRANT_HEADERS], { action: 's3:PutObjectAcl', permission: 'WRITE' }],
];

/**
 * What a request asks for besides its own action: a write by its headers; the attributes of an object are part of it.
 * Source: S3 API Reference, PutObject and GetObjectAttributes, "Permissions".
 */
export function headerPermissions(request: AuthorizableRequest): readonly AskedAccess[] {
  const name = request.operation?.name ?? '';
  if (name === 'GetObjectAttributes') {
    const version = request.query.get('versionId') === undefined ? '' : 'Version';
    return [{ action: `s3:GetObject${version}`, permission: 'READ' }];
  }
  if (!WRITERS.has(name)) return [];
  return RULES.flatMap(([headers, asked]) =>
    headers.some((name) => request.header(name) !== undefined) ? [asked] : [],
  );
}
