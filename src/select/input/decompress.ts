import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { S3Error } from '../../errors/s3.error.js';

export type CompressionType = 'NONE' | 'GZIP';

/**
 * The bytes behind a compression; memory does not depend on their number.
 * @throws S3Error InvalidCompressionFormat, TruncatedInput
 */
export function decompress(source: AsyncIterable<Buffer>, type: CompressionType): AsyncIterable<Buffer> {
  return type === 'NONE' ? source : gunzip(source);
}

async function* gunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const output = createGunzip();
  // What goes wrong is thrown where the output is read.
  const done = pipeline(copies(source), output).catch(() => {});
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } catch (error) {
    throw faultOf(error);
  } finally {
    output.destroy();
    await done;
  }
}

/** A chunk of an object is valid until the next one is asked for; zlib asks before it is done. */
async function* copies(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of source) yield Buffer.from(chunk);
}

function faultOf(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new S3Error('TruncatedInput', {}, { cause: error });
  return code === 'Z_DATA_ERROR' ? notApplicable('GZIP', error) : error;
}

/** The object is not compressed like this, or by nothing that can be read here. */
export function notApplicable(type: string, cause?: unknown): S3Error {
  const message = `${type} is not applicable to the queried object. Please correct the request and try again.`;
  return new S3Error('InvalidCompressionFormat', {}, { message, cause });
}
