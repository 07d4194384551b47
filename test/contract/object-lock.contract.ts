import type { ObjectLock, Retention } from '../../src/backend/model/object-lock.js';
import type { ObjectUpdate } from '../../src/backend/model/object.js';
import type { VersioningState } from '../../src/backend/model/versions.js';
import { expectCode, NO_ATTRIBUTES, OWNER, type ContractSubject } from './contract-subject.js';
import { VersionedBucket } from './versioned-bucket.js';

const KEY = 'folder/locked';
const DAY = 24 * 3600 * 1000;
const START = Math.floor(Date.now() / 1000) * 1000;

const HELD: ObjectLock = { legalHold: true };
const retained = (mode: Retention['mode'], days = 2): ObjectLock & { retention: Retention } => ({
  retention: { mode, retainUntil: new Date(START + days * DAY) },
});

export function describeObjectLocks(subject: ContractSubject): void {
  const versioned = (name: string, body: () => Promise<void>): void =>
    it(name, subject.where('versions', body));
  const attributes = (lock: ObjectLock) => ({ ...NO_ATTRIBUTES, lock });

  /** A key with one locked version. */
  async function locked(lock: ObjectLock, versioning: VersioningState | 'never' = 'Enabled') {
    const bucket = await VersionedBucket.create(subject, versioning === 'never' ? undefined : versioning);
    const versionId = await bucket.put(KEY, 'locked', { attributes: attributes(lock) });
    const update = (change: ObjectUpdate) => bucket.backend.updateObject(bucket.ref(KEY, versionId), change);
    const lockNow = async () => (await bucket.head(KEY, versionId)).attributes.lock;
    return { bucket, versionId, update, lockNow };
  }

  describe('locks of versions', () => {
    versioned('are stored with the write', async () => {
      const lock = { ...retained('COMPLIANCE'), legalHold: true };
      const { bucket, lockNow } = await locked(lock);
      expect(await lockNow()).toEqual(lock);
      const stored = await bucket.backend.getObject(bucket.ref(KEY));
      await stored.close();
      expect(stored.info.attributes.lock).toEqual(lock);
      await bucket.version(KEY, 'open');
      expect((await bucket.head(KEY)).attributes.lock).toBeUndefined();
    });

    it.each([
      ['a legal hold', HELD],
      ['GOVERNANCE', retained('GOVERNANCE')],
      ['COMPLIANCE', retained('COMPLIANCE')],
    ])('keep a version with %s from being removed, and from nothing else', (_, lock) =>
      subject.where('versions', async () => {
        const { bucket, versionId } = await locked(lock);
        await expectCode(bucket.remove(KEY, versionId), 'AccessDenied');
        const next = await bucket.version(KEY, 'next');
        const marker = await bucket.mark(KEY);
        await expectCode(bucket.remove(KEY, versionId), 'AccessDenied');
        expect(await bucket.history(KEY)).toEqual([`${marker} marker latest`, next, versionId]);
        expect(await bucket.text(KEY, versionId)).toBe('locked');
        await bucket.remove(KEY, marker);
        await bucket.remove(KEY, next);
        expect(await bucket.text(KEY)).toBe('locked');
      })(),
    );

    versioned('let GOVERNANCE be bypassed and nothing else', async () => {
      const bypass = { bypassGovernance: true };
      for (const lock of [HELD, retained('COMPLIANCE'), { ...retained('GOVERNANCE'), ...HELD }]) {
        const { bucket, versionId } = await locked(lock);
        await expectCode(bucket.remove(KEY, versionId, bypass), 'AccessDenied');
      }
      const { bucket, versionId } = await locked(retained('GOVERNANCE'));
      await bucket.remove(KEY, versionId, bypass);
      expect(await bucket.history(KEY)).toEqual([]);
    });

    versioned('end with their date', async () => {
      for (const mode of ['GOVERNANCE', 'COMPLIANCE'] as const) {
        const { bucket, versionId } = await locked({ ...retained(mode, -1), legalHold: false });
        await bucket.remove(KEY, versionId);
        expect(await bucket.history(KEY)).toEqual([]);
      }
    });

    versioned('keep a null version from being replaced', async () => {
      for (const state of ['Suspended', 'never'] as const) {
        const { bucket } = await locked(HELD, state);
        const { versioning } = bucket;
        await expectCode(bucket.put(KEY, 'other'), 'AccessDenied');
        const copy = { source: bucket.ref(KEY), destination: bucket.ref(KEY), versioning };
        await expectCode(bucket.backend.copyObject(copy), 'AccessDenied');
        await expectCode(bucket.remove(KEY), 'AccessDenied');
        await expectCode(bucket.remove(KEY, 'null'), 'AccessDenied');
        expect(await bucket.text(KEY)).toBe('locked');
        const enabled = await bucket.turn('Enabled');
        const id = await enabled.version(KEY, 'next');
        const again = await enabled.turn('Suspended');
        await expectCode(again.put(KEY, 'other'), 'AccessDenied');
        await expectCode(again.remove(KEY), 'AccessDenied');
        expect(await again.history(KEY)).toEqual([`${id} latest`, 'null']);
      }
    });

    versioned(
      'of a null version in GOVERNANCE mode give way to a delete that bypasses, to no write',
      async () => {
        const lock = retained('GOVERNANCE');
        const { bucket } = await locked(lock, 'Suspended');
        await expectCode(bucket.put(KEY, 'other'), 'AccessDenied');
        await expectCode(bucket.remove(KEY), 'AccessDenied');
        await bucket.remove(KEY, undefined, { bypassGovernance: true });
        expect(await bucket.history(KEY)).toEqual(['null marker latest']);
        const { bucket: plain } = await locked(lock, 'never');
        await expectCode(plain.put(KEY, 'other'), 'AccessDenied');
        await plain.remove(KEY, undefined, { bypassGovernance: true });
        await expectCode(plain.head(KEY), 'NoSuchKey');
      },
    );

    versioned(
      'keep a null version from being replaced by an upload, which can be completed later',
      async () => {
        const { bucket, update } = await locked(HELD, 'Suspended');
        const { backend } = bucket;
        const source = bucket.ref(KEY);
        const start = { ...source, attributes: attributes(retained('COMPLIANCE')), initiator: OWNER };
        const upload = { ...source, uploadId: await backend.createMultipartUpload(start) };
        const { etag } = await backend.uploadPartCopy({ ...upload, partNumber: 1, source });
        const parts = [{ partNumber: 1, etag, checksums: {} }];
        const complete = () => backend.completeMultipartUpload({ ...upload, parts, versioning: 'Suspended' });
        await expectCode(complete(), 'AccessDenied');
        expect((await bucket.head(KEY)).partCount).toBeUndefined();
        await update({ legalHold: false });
        expect((await complete()).versionId).toBe('null');
        expect((await bucket.head(KEY)).attributes.lock).toEqual(start.attributes.lock);
      },
    );

    versioned('keep a bucket', async () => {
      const { bucket } = await locked(HELD);
      await expectCode(bucket.backend.deleteBucket(bucket.name), 'BucketNotEmpty');
    });

    versioned('and access lists of a copy come with the copy, not from its source', async () => {
      const bucket = await VersionedBucket.create(subject, 'Enabled');
      const tags = { kept: 'yes' };
      await bucket.put(KEY, 'x', { attributes: { ...attributes(HELD), acl: 'of the source', tags } });
      const copy = {
        source: bucket.ref(KEY),
        destination: bucket.ref('copy'),
        versioning: 'Enabled',
      } as const;
      await bucket.backend.copyObject(copy);
      const plain = (await bucket.head('copy')).attributes;
      expect([plain.lock, plain.acl, plain.tags]).toEqual([undefined, undefined, tags]);
      const lock = retained('GOVERNANCE');
      await bucket.backend.copyObject({ ...copy, lock, acl: 'of the copy' });
      expect((await bucket.head('copy')).attributes).toMatchObject({ lock, acl: 'of the copy', tags });
    });
  });

  describe('changes of locks', () => {
    versioned('put a legal hold on and take it off', async () => {
      const { bucket, versionId, update, lockNow } = await locked({});
      expect(await update({ legalHold: true })).toEqual({ versionId });
      expect((await lockNow())?.legalHold).toBe(true);
      await expectCode(bucket.remove(KEY, versionId), 'AccessDenied');
      await update({ legalHold: false });
      expect((await lockNow())?.legalHold).toBe(false);
      await bucket.remove(KEY, versionId);
    });

    versioned('leave everything else as it was', async () => {
      const lock = retained('GOVERNANCE');
      const { bucket, update, lockNow } = await locked(lock);
      const before = await bucket.head(KEY);
      await update({ legalHold: true });
      expect(await lockNow()).toEqual({ ...lock, legalHold: true });
      await update({ tags: { a: 'b' } });
      await update({ acl: 'owner' });
      const longer = retained('GOVERNANCE', 9).retention;
      await update({ retention: { to: longer, bypassGovernance: false } });
      const after = await bucket.head(KEY);
      const changed = { tags: { a: 'b' }, acl: 'owner', lock: { retention: longer, legalHold: true } };
      expect(after).toEqual({ ...before, attributes: { ...before.attributes, ...changed } });
    });

    versioned('extend a retention and never shorten COMPLIANCE', async () => {
      const { update, lockNow } = await locked(retained('COMPLIANCE', 5));
      const change = (to: Retention | undefined, bypassGovernance = true) =>
        update({ retention: { to, bypassGovernance } });
      await expectCode(change(retained('COMPLIANCE', 4).retention), 'AccessDenied');
      await expectCode(change(retained('GOVERNANCE', 6).retention), 'AccessDenied');
      await expectCode(change(undefined), 'AccessDenied');
      expect(await lockNow()).toEqual(retained('COMPLIANCE', 5));
      await change(retained('COMPLIANCE', 6).retention, false);
      expect((await lockNow())?.retention).toEqual(retained('COMPLIANCE', 6).retention);
    });

    versioned('weaken GOVERNANCE only for who may bypass it', async () => {
      const { bucket, versionId, update, lockNow } = await locked(retained('GOVERNANCE', 5));
      const change = (to: Retention | undefined, bypassGovernance: boolean) =>
        update({ retention: { to, bypassGovernance } });
      await expectCode(change(retained('GOVERNANCE', 4).retention, false), 'AccessDenied');
      await expectCode(change(undefined, false), 'AccessDenied');
      await change(retained('GOVERNANCE', 4).retention, true);
      expect((await lockNow())?.retention).toEqual(retained('GOVERNANCE', 4).retention);
      await change(undefined, true);
      expect((await lockNow())?.retention).toBeUndefined();
      await bucket.remove(KEY, versionId);
    });

    versioned('touch the version that is meant and no other', async () => {
      const { bucket, versionId, update } = await locked({});
      const next = await bucket.version(KEY, 'next');
      await update({ legalHold: true });
      expect((await bucket.head(KEY)).attributes.lock?.legalHold ?? false).toBe(false);
      expect(await bucket.backend.updateObject(bucket.ref(KEY), { legalHold: true })).toEqual({
        versionId: next,
      });
      await expectCode(bucket.remove(KEY, next), 'AccessDenied');
      await expectCode(bucket.remove(KEY, versionId), 'AccessDenied');
    });

    versioned('are refused where there is no version', async () => {
      const { bucket } = await locked({});
      const marker = await bucket.mark(KEY);
      const change = (key: string, versionId?: string) =>
        bucket.backend.updateObject(bucket.ref(key, versionId), { legalHold: true });
      await expectCode(change(KEY, marker), 'MethodNotAllowed');
      await expectCode(change(KEY), 'NoSuchKey');
      await expectCode(change(KEY, 'no-such-id'), 'NoSuchVersion');
      await expectCode(change('none'), 'NoSuchKey');
    });
  });
}
