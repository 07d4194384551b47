import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { pipeline } from 'node:stream/promises';
import { S3Error } from '../../errors/s3.error.js';

/** Bytes of all fields before the file, names included. Source: S3 API Reference, "PostObject". */
const MAX_PRE_DATA = 20 * 1024;
const MAX_FIELDS = 100;
/** Bytes in which no file begins: fields with their headers and boundaries. */
const MAX_BEFORE_FILE = 64 * 1024;
const FILE = 'file';

export interface FormFile {
  /** Without folders; empty when the client gave none. */
  readonly name: string;
  /** The bytes, once; throws when what follows them is no form. A chunk is valid until the next one is asked for. */
  read(): AsyncGenerator<Buffer, void, void>;
}

/** Reads a `multipart/form-data` body: its fields up to the file, then the file. */
export class FormReader {
  /** By lower-case name, up to the file; of several with one name the first. */
  readonly fields = new Map<string, string>();
  private readonly parser: InstanceType<typeof Busboy>;
  private readonly ended = new AbortController();
  private readonly failure = Promise.withResolvers<never>();
  private fieldBytes = 0;
  private file: BusboyFileStream | undefined;

  /** @throws S3Error MalformedPOSTRequest */
  constructor(contentType: string) {
    this.parser = openParser(contentType);
    this.failure.promise.catch(() => undefined);
  }

  /**
   * Reads the fields. Whoever does not read the file to its end calls `close`.
   * @throws S3Error MalformedPOSTRequest, MaxPostPreDataLengthExceeded, InvalidArgument (no file),
   *   IncorrectNumberOfFilesInPostRequest (at the latest after the file's last byte), and what the source throws
   */
  open(source: AsyncIterable<Buffer>): Promise<FormFile> {
    const found = Promise.withResolvers<FormFile>();
    const { parser } = this;
    parser.on('error', () => undefined);
    parser.on('field', (name: string | undefined, value, _nameCut, valueCut) =>
      this.add(name, value, valueCut),
    );
    parser.on('fieldsLimit', () => {
      if (!this.file) this.fail(tooLarge());
    });
    parser.on('filesLimit', () => this.fail(new S3Error('IncorrectNumberOfFilesInPostRequest')));
    const whole = pipeline(this.copied(source), parser, { signal: this.ended.signal });
    parser.on('file', (_field, stream, name: string | undefined) => {
      this.file = stream;
      // It may fail before anybody reads it.
      stream.on('error', () => undefined);
      found.resolve({ name: name ?? '', read: () => this.read(stream, whole) });
    });
    whole.then(
      () => found.reject(noFile()),
      (error: unknown) => this.fail(toFormError(error)),
    );
    return Promise.race([found.promise, this.failure.promise]);
  }

  /** Lets go of what has not been read. */
  close(): void {
    this.fail(new S3Error('MalformedPOSTRequest', {}, { cause: new Error('the form is not read on') }));
  }

  /** The file counts when the whole form has arrived. */
  private async *read(stream: BusboyFileStream, whole: Promise<void>): AsyncGenerator<Buffer, void, void> {
    try {
      for await (const chunk of stream) yield chunk as Buffer;
      await Promise.race([whole, this.failure.promise]);
    } catch (error) {
      throw toFormError(error);
    }
  }

  /** The parser keeps what it was given beyond the next chunk. */
  private async *copied(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
    let received = 0;
    for await (const chunk of source) {
      if (!this.file && received > MAX_BEFORE_FILE) throw tooLarge();
      received += chunk.length;
      yield Buffer.from(chunk);
    }
  }

  private add(name: string | undefined, value: string, isCut: boolean): void {
    if (this.file) return;
    this.fieldBytes += Buffer.byteLength(name ?? '') + Buffer.byteLength(value);
    if (name === undefined) this.fail(new S3Error('MalformedPOSTRequest'));
    else if (isCut || this.fieldBytes > MAX_PRE_DATA) this.fail(tooLarge());
    else if (!this.fields.has(name.toLowerCase())) this.fields.set(name.toLowerCase(), value);
  }

  /** The first failure counts. Nobody waits for the source: it may have to wait for the client. */
  private fail(error: S3Error): void {
    this.failure.reject(error);
    this.file?.destroy(error);
    this.ended.abort(error);
  }
}

function openParser(contentType: string): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name) => name?.toLowerCase() === FILE,
      limits: {
        fields: MAX_FIELDS,
        fieldSize: MAX_PRE_DATA,
        files: 1,
        headerPairs: 16,
        headerSize: MAX_PRE_DATA,
      },
    });
  } catch (cause) {
    throw new S3Error('MalformedPOSTRequest', {}, { cause });
  }
}

const tooLarge = (): S3Error =>
  new S3Error('MaxPostPreDataLengthExceeded', { MaxPostPreDataLengthBytes: MAX_PRE_DATA });

const noFile = (): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: FILE, ArgumentValue: 0 },
    { message: 'POST requires exactly one file upload per request.' },
  );

const toFormError = (error: unknown): S3Error =>
  error instanceof S3Error ? error : new S3Error('MalformedPOSTRequest', {}, { cause: error });
