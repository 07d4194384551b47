import type { AuditableRequest } from './auditable-request.js';

/** Sub-resources whose word is not their own name. */
const WORDS: Readonly<Record<string, string>> = {
  delete: 'MULTI_OBJECT_DELETE',
  'legal-hold': 'OBJECT_LOCK_LEGAL_HOLD',
  'list-type=2': 'BUCKET',
  logging: 'LOGGING_STATUS',
  'object-lock': 'OBJECT_LOCK_CONFIGURATION',
  partNumber: 'PART',
  policy: 'BUCKETPOLICY',
  retention: 'OBJECT_LOCK_RETENTION',
  uploadId: 'UPLOAD',
  versions: 'BUCKETVERSIONS',
};

/**
 * `REST.GET.OBJECT`, `REST.PUT.PART`, `REST.COPY.OBJECT`, `WEBSITE.GET.OBJECT`, `ADMIN.CreateUser`.
 * Source: S3 User Guide, "Amazon S3 server access log format", Operation.
 */
export function operationWord({ operation, method, target }: AuditableRequest): string {
  if (operation?.level === 'admin') return `ADMIN.${operation.name}`;
  if (operation?.website) return `WEBSITE.${method}.OBJECT`;
  if (method === 'OPTIONS') return 'REST.OPTIONS.PREFLIGHT';
  const verb = operation?.header === 'x-amz-copy-source' ? 'COPY' : method;
  const resource = operation?.query?.[0];
  return `REST.${verb}.${resource === undefined ? target.level.toUpperCase() : wordOf(resource, target.level)}`;
}

function wordOf(resource: string, level: string): string {
  if (resource === 'tagging' && level === 'object') return 'OBJECT_TAGGING';
  return WORDS[resource] ?? resource.replace(/[A-Z]/g, '_$&').replaceAll('-', '_').toUpperCase();
}
