import type { Bucket } from '../backend/model/bucket.js';
import { remembered } from './remembered.js';

export const PUBLIC_ACCESS_SETTINGS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** Source: S3 API Reference, PublicAccessBlockConfiguration. The stored form is its JSON. */
export type PublicAccessBlock = Readonly<Record<(typeof PUBLIC_ACCESS_SETTINGS)[number], boolean>>;

const blocking = (all: (setting: string) => boolean): PublicAccessBlock =>
  Object.fromEntries(PUBLIC_ACCESS_SETTINGS.map((name) => [name, all(name)])) as PublicAccessBlock;

const read = remembered((text): PublicAccessBlock => {
  try {
    const stored = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return blocking((name) => stored[name] === true);
  } catch {
    return blocking(() => true);
  }
});

/** `undefined` for a bucket without the document; one that cannot be read blocks everything. */
export function publicAccessBlockOf({ documents }: Pick<Bucket, 'documents'>): PublicAccessBlock | undefined {
  const text = documents['public-access-block'];
  return text === undefined ? undefined : read(text);
}
