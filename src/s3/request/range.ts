import type { ByteRange } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';

const digits = (text: string): number | undefined => {
  if (text === '' || text.length > 16) return undefined;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return undefined;
  }
  return Number(text);
};

/**
 * A `Range` header against an object of `size` bytes; `undefined` asks for the whole object: S3 reads single
 * `bytes` ranges and ignores every other form (RFC 9110 section 14.2).
 * @throws S3Error InvalidRange when no byte of the range is there
 */
export function resolveRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined || !header.startsWith('bytes=')) return undefined;
  const spec = header.slice(6).trim();
  const dash = spec.indexOf('-');
  if (dash < 0 || spec.includes(',')) return undefined;
  if (dash === 0) return suffix(digits(spec.slice(1)), size, header);
  const first = digits(spec.slice(0, dash));
  const end = spec.slice(dash + 1);
  const last = end === '' ? Number.MAX_SAFE_INTEGER : digits(end);
  if (first === undefined || last === undefined || last < first) return undefined;
  if (first >= size) throw unsatisfiable(header, size);
  return { first, last: Math.min(last, size - 1) };
}

function suffix(length: number | undefined, size: number, header: string): ByteRange | undefined {
  if (length === undefined) return undefined;
  if (length === 0 || size === 0) throw unsatisfiable(header, size);
  return { first: Math.max(0, size - length), last: size - 1 };
}

function unsatisfiable(header: string, size: number): S3Error {
  return new S3Error(
    'InvalidRange',
    { RangeRequested: header, ActualObjectSize: size },
    { headers: { 'Content-Range': `bytes */${size}` } },
  );
}

/** `x-amz-copy-source-range`: exactly `bytes=first-last`. @throws S3Error InvalidArgument */
export function parseCopySourceRange(header: string | undefined): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [first, last, ...more] = header.startsWith('bytes=') ? header.slice(6).split('-').map(digits) : [];
  if (first === undefined || last === undefined || more.length > 0 || last < first) {
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
      {
        message:
          'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      },
    );
  }
  return { first, last };
}
