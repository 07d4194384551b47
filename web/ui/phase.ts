/** What a colour stands for. The names are those of the gateway's phases, and `other`. */
export const PHASES = ['auth', 'acl', 'checksum', 'backend', 'posix', 'client_wait', 'other'] as const;
export type Phase = (typeof PHASES)[number];

const BY_FIRST_WORD: Readonly<Record<string, Phase>> = {
  auth: 'auth',
  iam: 'auth',
  acl: 'acl',
  middleware: 'auth',
  checksum: 'checksum',
  backend: 'backend',
  posix: 'posix',
  scoutfs: 'posix',
};

/** Names that say another phase than their first word does. */
const BY_NAME: Readonly<Record<string, Phase>> = {
  'middleware.VerifyChecksums': 'checksum',
  'middleware.VerifyAccess': 'acl',
  'middleware.ParseAcl': 'acl',
  'middleware.AuthorizePublicBucketAccess': 'acl',
};

/** Of the name of a span, in either style. */
export function phaseOf(name: string): Phase {
  const dot = name.indexOf('.');
  return BY_NAME[name] ?? (dot > 0 ? BY_FIRST_WORD[name.slice(0, dot).toLowerCase()] : undefined) ?? 'other';
}

export const PHASE_LABELS: Readonly<Record<Phase, string>> = {
  auth: 'Authentication',
  acl: 'Access',
  checksum: 'Checksums',
  backend: 'Backend',
  posix: 'File system',
  client_wait: 'Waiting for the client',
  other: 'Other',
};

export const phaseColour = (phase: Phase): string => `var(--phase-${phase.replace('_', '-')})`;
