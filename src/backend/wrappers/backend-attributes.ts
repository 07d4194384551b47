import type { Attributes } from '@opentelemetry/api';

/** The members of inputs and results of the port that a span tells about. */
interface Described {
  readonly bucket?: string;
  readonly key?: string;
  readonly versionId?: string;
  readonly uploadId?: string;
  readonly partNumber?: number;
  readonly partCount?: number;
  readonly parts?: readonly unknown[];
  readonly size?: number;
  readonly etag?: string;
  readonly body?: { readonly size: number | undefined };
  /** Of copies. */
  readonly destination?: Described;
  /** Of opened objects. */
  readonly info?: Described;
}

/** Span attributes of what a method of the port was called with: a bucket's name or an input. What is `undefined` makes none. */
export function inputAttributes(input: unknown): Attributes {
  if (typeof input === 'string') return { 's3.bucket': input };
  if (!isDescribed(input)) return {};
  const target = input.destination ?? input;
  return {
    's3.bucket': target.bucket,
    's3.key': target.key,
    's3.version_id': target.versionId,
    's3.upload_id': input.uploadId,
    's3.part_number': input.partNumber,
    's3.part_count': input.parts?.length,
    's3.content_length': input.body?.size,
  };
}

/** Span attributes of what a method of the port gave back. */
export function resultAttributes(result: unknown): Attributes {
  if (!isDescribed(result)) return {};
  const object = result.info ?? result;
  return {
    's3.content_length': object.size,
    's3.etag': object.etag,
    's3.version_id': object.versionId,
    's3.part_count': object.partCount,
  };
}

function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null;
}
