import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanDecoder } from './span-decoder.js';
import type { GroupPart, SpanForm, SpanGroup } from './span-form.js';
import type { SpanPackage } from './span-sender.js';

/** Spans as the SDK has them. */
export class ReadableForm implements SpanForm<ReadableGroup, ReadableSpan[]> {
  private readonly decoder: SpanDecoder;

  /** @param valueLimit characters of a text that an attribute keeps */
  constructor(resource: Resource, valueLimit: number) {
    this.decoder = new SpanDecoder(resource, valueLimit);
  }

  read({ encoded, bytes }: SpanPackage): ReadableGroup {
    const spans = this.decoder.decode(encoded);
    // What a span takes is not known: each is taken to be as large.
    return { spans, length: spans.length, bytes, size: () => bytes / spans.length };
  }

  skip({ encoded }: SpanPackage): void {
    this.decoder.skip(encoded);
  }

  batch(parts: readonly GroupPart<ReadableGroup>[]): ReadableSpan[] {
    return parts.flatMap(({ group, from, to }) => group.spans.slice(from, to));
  }
}

export interface ReadableGroup extends SpanGroup {
  readonly spans: readonly ReadableSpan[];
}
