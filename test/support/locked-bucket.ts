import { createHash } from 'node:crypto';
import type { TestGateway } from './test-gateway.js';

/** The header that documents of Object Lock must have. */
export const withMd5 = (body: string): Record<string, string> => ({
  'content-md5': createHash('md5').update(body).digest('base64'),
});

export async function setVersioning(
  gateway: TestGateway,
  bucket: string,
  state: 'Enabled' | 'Suspended' = 'Enabled',
): Promise<void> {
  const body = `<VersioningConfiguration><Status>${state}</Status></VersioningConfiguration>`;
  await gateway.send('PUT', `/${bucket}?versioning`, { body }).expect(200);
}

/** `rule` is the content of DefaultRetention. */
export async function setObjectLock(gateway: TestGateway, bucket: string, rule = ''): Promise<void> {
  const body = lockConfiguration(rule);
  await gateway.send('PUT', `/${bucket}?object-lock`, { body, headers: withMd5(body) }).expect(200);
}

export function lockConfiguration(rule = '', enabled = 'Enabled'): string {
  const rules = rule && `<Rule><DefaultRetention>${rule}</DefaultRetention></Rule>`;
  return `<ObjectLockConfiguration><ObjectLockEnabled>${enabled}</ObjectLockEnabled>${rules}</ObjectLockConfiguration>`;
}

/** A new bucket with versions, and with Object Lock where asked. */
export async function makeBucket(gateway: TestGateway, bucket: string, lock?: 'locked'): Promise<string> {
  await gateway.send('PUT', `/${bucket}`).expect(200);
  await setVersioning(gateway, bucket);
  if (lock) await setObjectLock(gateway, bucket);
  return bucket;
}

/** Stores an object and gives back its version id, empty where it has none. */
export async function putVersion(
  gateway: TestGateway,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const answer = await gateway.send('PUT', path, { body, headers: { ...withMd5(body), ...headers } });
  if (answer.status !== 200) throw new Error(`PUT ${path} answered ${answer.status}: ${answer.body}`);
  return (answer.headers['x-amz-version-id'] as string | undefined) ?? '';
}

/** ISO 8601, that many days from now. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
