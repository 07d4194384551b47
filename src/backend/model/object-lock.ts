import { S3Error } from '../../errors/s3.error.js';

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

export interface Retention {
  readonly mode: RetentionMode;
  readonly retainUntil: Date;
}

/** What keeps a version from being removed. Source: S3 User Guide, "Locking objects with Object Lock". */
export interface ObjectLock {
  readonly retention?: Retention;
  /** `ON` (true) blocks removal until it is taken away; `OFF` is said of versions that once had one. */
  readonly legalHold?: boolean;
}

/** The lock with this retention, unless it has one of its own. */
export function withRetention(
  lock: ObjectLock | undefined,
  retention: Retention | undefined,
): ObjectLock | undefined {
  return retention && !lock?.retention ? { ...lock, retention } : lock;
}

const PROTECTED = 'Access Denied because object protected by object lock.';

const isActive = (retention: Retention | undefined, now: number): retention is Retention =>
  retention !== undefined && retention.retainUntil.getTime() > now;

/**
 * Whether a version may be removed for good or replaced. Every driver asks while it holds the key.
 * `bypassGovernance`: the caller asked for it and may.
 * @throws AccessDenied
 */
export function assertRemovable(
  lock: ObjectLock | undefined,
  bypassGovernance = false,
  now: number = Date.now(),
): void {
  if (!lock) return;
  const held = lock.legalHold === true;
  const retained =
    isActive(lock.retention, now) && !(bypassGovernance && lock.retention.mode === 'GOVERNANCE');
  if (held || retained) throw new S3Error('AccessDenied', {}, { message: PROTECTED });
}

/**
 * Whether the retention of a version may become another: COMPLIANCE is only ever extended, GOVERNANCE is weakened only
 * with the right to bypass it. Source: S3 API Reference, PutObjectRetention.
 * @throws AccessDenied
 */
export function assertRetentionChange(
  before: Retention | undefined,
  after: Retention | undefined,
  bypassGovernance = false,
  now: number = Date.now(),
): void {
  if (!isActive(before, now)) return;
  const shortened = !after || after.retainUntil.getTime() < before.retainUntil.getTime();
  const weakened = shortened || (before.mode === 'COMPLIANCE' && after.mode !== 'COMPLIANCE');
  const changed = weakened || before.mode !== after.mode;
  const allowed = before.mode === 'COMPLIANCE' ? !weakened : !changed || bypassGovernance;
  if (!allowed) throw new S3Error('AccessDenied', {}, { message: PROTECTED });
}
