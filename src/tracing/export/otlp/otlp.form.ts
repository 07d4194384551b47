import type { Resource } from '@opentelemetry/resources';
import type { GroupPart, SpanBatch, SpanForm, SpanGroup } from '../span-form.js';
import type { SpanPackage } from '../span-sender.js';
import {
  RequestFields,
  ResourceFields,
  ResourceSpansFields,
  ScopeFields,
  ScopeSpansFields,
} from './otlp-fields.js';
import { OtlpSpanWriter, type OtlpSpans } from './otlp-span.writer.js';
import { writePair } from './otlp-value.js';
import { ProtobufWriter } from './protobuf.writer.js';

export interface OtlpGroup extends OtlpSpans, SpanGroup {}

/** A serialized ExportTraceServiceRequest. */
export interface OtlpRequest extends SpanBatch {
  readonly message: Uint8Array;
}

/** Spans as OTLP sends them: bytes that are only put together for an export. */
export class OtlpForm implements SpanForm<OtlpGroup, OtlpRequest> {
  private readonly writer: OtlpSpanWriter;
  private readonly out = new ProtobufWriter();
  /** Field `resource` of ResourceSpansFields. */
  private readonly resource: Uint8Array;
  private readonly schemaUrl: string | undefined;

  /** @param valueLimit characters of a text that an attribute keeps */
  constructor({ attributes, schemaUrl }: Resource, valueLimit: number) {
    this.writer = new OtlpSpanWriter(valueLimit);
    this.schemaUrl = schemaUrl;
    const { out } = this;
    const resource = out.open(ResourceSpansFields.resource);
    for (const [name, value] of Object.entries(attributes))
      writePair(out, ResourceFields.attributes, name, value);
    out.integer(ResourceFields.droppedAttributes, 0);
    out.close(resource);
    this.resource = out.take();
  }

  read({ encoded }: SpanPackage): OtlpGroup {
    const spans = this.writer.write(encoded);
    const { content, ends } = spans;
    const size = (index: number): number => ends[index]! - start(spans, index);
    return { ...spans, length: ends.length, bytes: content.length, size };
  }

  skip({ encoded }: SpanPackage): void {
    this.writer.skip(encoded);
  }

  batch(parts: readonly GroupPart<OtlpGroup>[]): OtlpRequest {
    const { out, schemaUrl } = this;
    const resourceSpans = out.open(RequestFields.resourceSpans);
    out.raw(this.resource);
    for (const [name, runs] of scopes(parts)) {
      const scopeSpans = out.open(ResourceSpansFields.scopeSpans);
      const scope = out.open(ScopeSpansFields.scope);
      out.text(ScopeFields.name, name);
      out.close(scope);
      for (const run of runs) out.raw(run);
      out.close(scopeSpans);
    }
    if (schemaUrl) out.text(ResourceSpansFields.schemaUrl, schemaUrl);
    out.close(resourceSpans);
    return { length: parts.reduce((sum, { from, to }) => sum + to - from, 0), message: out.take() };
  }
}

/** The bytes of the spans of each scope, in their order. */
function scopes(parts: readonly GroupPart<OtlpGroup>[]): Map<string, Uint8Array[]> {
  const found = new Map<string, Uint8Array[]>();
  for (const { group, from, to } of parts) {
    for (let first = from, index = from + 1; index <= to; index += 1) {
      const scope = group.scopes[first]!;
      if (index < to && group.scopes[index] === scope) continue;
      const run = group.content.subarray(start(group, first), start(group, index));
      const runs = found.get(scope);
      if (runs) runs.push(run);
      else found.set(scope, [run]);
      first = index;
    }
  }
  return found;
}

function start({ ends }: OtlpSpans, index: number): number {
  return index === 0 ? 0 : ends[index - 1]!;
}
