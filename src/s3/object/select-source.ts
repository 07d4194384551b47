import type { Backend } from '../../backend/backend.js';
import type { ByteRange, ObjectRef, StoredObject } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import type { SelectSource } from '../../select/select.js';

/** An object that is open, and is opened again when it is read once more. */
export class ObjectSource implements SelectSource {
  /** The first opening, as long as nobody has read it. */
  private unread: StoredObject | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly ref: ObjectRef,
    private readonly object: StoredObject,
  ) {
    this.unread = object;
  }

  get size(): number {
    return this.object.info.size;
  }

  async *read(range?: ByteRange): AsyncGenerator<Buffer, void> {
    const object = await this.open();
    yield* object.read(range);
  }

  /** Lets go of an object that nobody has read. */
  async close(): Promise<void> {
    await this.unread?.close();
    this.unread = undefined;
  }

  /** @throws S3Error OperationAborted when the object has become another since */
  private async open(): Promise<StoredObject> {
    const { unread } = this;
    this.unread = undefined;
    if (unread) return unread;
    const again = await this.backend.getObject(this.ref);
    const [before, after] = [this.object.info, again.info];
    if (before.etag === after.etag && before.lastModified.getTime() === after.lastModified.getTime())
      return again;
    await again.close();
    throw new S3Error('OperationAborted');
  }
}
