import type { Attributes } from '@opentelemetry/api';
import { RecordedSpan } from './recorder/recorded-span.js';
import { openSpan, type OpenSpan } from './span.js';
import type { SpanName } from './span-names.js';

export interface SpanOptions<Self, Args extends unknown[], Result> {
  /** Attributes at the start, from the arguments of the call. */
  readonly attributes?: (this: Self, ...args: Args) => Attributes;
  /** The span tells all that there is to tell: what the method calls makes no spans of its own. */
  readonly isOpaque?: true;
  /** Attributes at the end, from what the method gave back. */
  readonly result?: (result: Awaited<Result>) => Attributes;
  /**
   * For methods whose result is read later: gives back the result with its stream passed through `open.follow()`.
   * The span then ends with the stream, or when `open.end()` is called.
   */
  readonly until?: (result: Awaited<Result>, open: OpenSpan) => Awaited<Result>;
}

/**
 * Runs a method inside a child span of the active one. Where `Span` of nestjs-otel ends when the promise settles and
 * writes an exception at each level, this one follows streams and writes an exception once, and takes names from the
 * catalogue only. A method that gives back an async iterable is followed without being asked.
 */
export function Span<Self, Args extends unknown[], Result>(
  name: SpanName,
  options: SpanOptions<Self, Args, Result> = {},
) {
  return (
    _target: object,
    _property: string | symbol,
    descriptor: TypedPropertyDescriptor<(this: Self, ...args: Args) => Result>,
  ): void => {
    const original = descriptor.value;
    if (!original) throw new TypeError(`@Span(${name}) belongs on a method`);
    const replacement = function (this: Self, ...args: Args): Result {
      const open = openSpan(name);
      if (!open) return original.apply(this, args);
      if (options.isOpaque && open.span instanceof RecordedSpan) open.span.isOpaque = true;
      if (options.attributes) open.span.setAttributes(options.attributes.apply(this, args));
      open.enter();
      try {
        return settle(open, options, original.apply(this, args));
      } catch (error) {
        return fail(open, error);
      }
    };
    Object.defineProperty(replacement, 'name', { value: original.name });
    for (const key of Reflect.getMetadataKeys(original)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, original), replacement);
    }
    descriptor.value = replacement;
  };
}

function settle<Self, Args extends unknown[], Result>(
  open: OpenSpan,
  options: SpanOptions<Self, Args, Result>,
  result: Result,
): Result {
  if (!(result instanceof Promise)) return finish(open, options, result as Awaited<Result>) as Result;
  return result.then(
    (value) => finish(open, options, value),
    (error) => fail(open, error),
  ) as Result;
}

function fail(open: OpenSpan, error: unknown): never {
  open.end(error);
  throw error;
}

function finish<Self, Args extends unknown[], Result>(
  open: OpenSpan,
  options: SpanOptions<Self, Args, Result>,
  value: Awaited<Result>,
): Awaited<Result> {
  if (options.result) open.span.setAttributes(options.result(value));
  // What is read later is read inside the span, but not everything until then is.
  open.leave();
  if (options.until) return options.until(value, open);
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    return open.follow(value as AsyncIterable<unknown>) as Awaited<Result>;
  }
  open.end();
  return value;
}
