import type { Backend } from '../../src/backend/backend.js';
import type { Capabilities } from '../../src/backend/capabilities.js';
import type {
  ObjectAttributes,
  ObjectInfo,
  PutObjectInput,
  PutObjectResult,
  StoredObject,
} from '../../src/backend/model/object.js';
import type { ChecksumAlgorithm } from '../../src/checksum/checksum.js';
import type { S3ErrorCode } from '../../src/errors/s3-error.codes.js';
import { S3Error } from '../../src/errors/s3.error.js';
import { objectBody } from '../support/object-body.js';

export interface OpenedBackend {
  readonly backend: Backend;
  close(): Promise<void>;
}

export const NO_ATTRIBUTES: ObjectAttributes = { headers: {}, userMetadata: {}, tags: {} };
export const OWNER = 'AKIDOWNER';

interface PutOptions extends Partial<
  Pick<PutObjectInput, 'attributes' | 'condition' | 'body' | 'versioning'>
> {
  readonly declared?: ChecksumAlgorithm;
}

/** The driver under test, opened once for all its tests; every test works in buckets of its own. */
export class ContractSubject {
  private opened: OpenedBackend | undefined;
  private count = 0;

  constructor(private readonly opener: () => Promise<OpenedBackend>) {}

  async open(): Promise<void> {
    this.opened = await this.opener();
  }

  async close(): Promise<void> {
    await this.opened?.close();
  }

  get backend(): Backend {
    if (!this.opened) throw new Error('the driver is not open');
    return this.opened.backend;
  }

  /** A test of what only some drivers can do; it passes unseen where the driver says that it cannot. */
  where(capability: keyof Capabilities, body: () => Promise<void>): () => Promise<void> {
    return async () => {
      if (this.backend.capabilities[capability]) await body();
    };
  }

  bucketName(): string {
    return `bucket-${++this.count}`;
  }

  async bucket(): Promise<string> {
    const { name } = await this.backend.createBucket({ bucket: this.bucketName(), owner: OWNER });
    return name;
  }

  put(
    bucket: string,
    key: string,
    bytes: Buffer | string,
    options: PutOptions = {},
  ): Promise<PutObjectResult> {
    return this.backend.putObject({
      bucket,
      key,
      attributes: options.attributes ?? NO_ATTRIBUTES,
      body: options.body ?? objectBody(bytes, { declared: options.declared }),
      condition: options.condition,
      versioning: options.versioning,
    });
  }

  async bytes(bucket: string, key: string): Promise<Buffer> {
    return readAll(await this.backend.getObject({ bucket, key }));
  }

  async text(bucket: string, key: string): Promise<string> {
    return (await this.bytes(bucket, key)).toString();
  }

  head(bucket: string, key: string): Promise<ObjectInfo> {
    return this.backend.headObject({ bucket, key });
  }

  /** All keys of a bucket in the order of the listing. */
  async keys(bucket: string): Promise<string[]> {
    const page = await this.backend.listObjects({
      bucket,
      prefix: '',
      delimiter: '',
      startAfter: '',
      maxKeys: 1000,
    });
    return page.objects.map((object) => object.key);
  }
}

/** Copies each chunk at once: it is valid until the next one is asked for. */
export async function readAll(
  stored: StoredObject,
  range?: { first: number; last: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stored.read(range)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Waits for the error and gives it back. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call went well, an error was expected');
}

export async function s3Failure(promise: Promise<unknown>): Promise<S3Error> {
  const error = await failure(promise);
  if (error instanceof S3Error) return error;
  throw error;
}

export async function expectCode(promise: Promise<unknown>, code: S3ErrorCode): Promise<void> {
  expect((await s3Failure(promise)).code).toBe(code);
}

/** `expected` is what AWS makes of the content; a driver that does not do so has some other ETag. */
export function expectEtag({ backend }: ContractSubject, etag: string, expected: string): void {
  if (backend.capabilities.keepsEtags) expect(etag).toBe(expected);
  else expect(etag).toMatch(/^[\x21\x23-\x7e]+$/);
}

/** Bytes that repeat nowhere near: `seed` makes different ones. */
export function patternBytes(size: number, seed = 1): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed * 2654435761;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = state;
  }
  return Buffer.from(words.buffer, 0, size);
}
