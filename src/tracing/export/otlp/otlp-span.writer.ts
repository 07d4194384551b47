import { EncodedReader, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../encoded-reader.js';
import type { EncodedSpans } from '../trace-encoder.js';
import { HEAD_NUMBERS, HeadPlace, KEPT, ParentKind, ValueKind } from '../trace-format.js';
import {
  AnyValueFields,
  ContextFields,
  EventFields,
  KeyValueFields,
  LinkFields,
  ScopeSpansFields,
  SpanFields,
  StatusFields,
} from './otlp-fields.js';
import { writeNumber, writePair, writeValue } from './otlp-value.js';
import { ProtobufWriter } from './protobuf.writer.js';

const TRACE_FLAGS = 0xff;
/** SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK, SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** 10 ** 9 is this times 2 ** 9: seconds since 1970 times this are exact. */
const FIVE_9 = 5 ** 9;
const TWO_9 = 2 ** 9;
const TWO_23 = 2 ** 23;
const TWO_32 = 2 ** 32;

/** Spans of one package as OTLP has them. */
export interface OtlpSpans {
  /** Fields `spans` of ScopeSpans, one behind the other. */
  readonly content: Uint8Array;
  /** Where each ends. */
  readonly ends: readonly number[];
  /** Instrumentation scope of each. */
  readonly scopes: readonly string[];
}

/**
 * Makes of what a `TraceEncoder` wrote the bytes that the SDK's serializer makes of the spans of a `SpanDecoder`, without
 * these spans. One for each encoder: it knows its names.
 */
export class OtlpSpanWriter extends EncodedReader {
  private readonly out = new ProtobufWriter();
  /** By the number of a name: in which of the lists of attributes so far it stood last. */
  private readonly seen: number[] = [];
  private lists = 0;

  /** @param valueLimit characters of a text that an attribute keeps */
  constructor(private readonly valueLimit = Infinity) {
    super();
  }

  write(encoded: EncodedSpans): OtlpSpans {
    this.begin(encoded);
    const ends: number[] = [];
    const scopes: string[] = [];
    for (let left = encoded.spans; left > 0; left -= 1) {
      scopes.push(this.span());
      ends.push(this.out.length);
    }
    return { content: this.out.take(), ends, scopes };
  }

  /** Gives back its scope. */
  private span(): string {
    const { out } = this;
    const name = this.name();
    const scope = this.name();
    const head = this.nextNumber;
    this.nextNumber += HEAD_NUMBERS;
    const { numbers } = this;
    const parentKind = numbers[head + HeadPlace.parentKind]!;
    const span = out.open(ScopeSpansFields.spans);
    this.hex(ContextFields.traceId, TRACE_ID_DIGITS);
    this.hex(ContextFields.spanId, SPAN_ID_DIGITS);
    const parentId = parentKind === ParentKind.None ? undefined : this.pass(SPAN_ID_DIGITS);
    const messageLength = this.number();
    const message = this.pass(messageLength);
    const stateLength = this.number();
    if (stateLength > 0) this.text(ContextFields.traceState, stateLength);
    if (parentId !== undefined)
      out.hex(SpanFields.parentSpanId, this.texts, parentId, parentId + SPAN_ID_DIGITS);
    out.text(SpanFields.name, name);
    out.integer(SpanFields.kind, numbers[head + HeadPlace.kind]! + 1);
    this.time(SpanFields.start, numbers[head + HeadPlace.start]!);
    this.time(SpanFields.end, numbers[head + HeadPlace.end]!);
    this.pairs(SpanFields.attributes);
    out.integer(SpanFields.droppedAttributes, numbers[head + HeadPlace.droppedAttributes]!);
    for (let left = this.number(); left > 0; left -= 1) this.event();
    out.integer(SpanFields.droppedEvents, numbers[head + HeadPlace.droppedEvents]!);
    for (let left = this.number(); left > 0; left -= 1) this.link();
    out.integer(SpanFields.droppedLinks, 0);
    this.status(numbers[head + HeadPlace.status]!, message, messageLength);
    const flags = (numbers[head + HeadPlace.flags]! | KEPT) & TRACE_FLAGS;
    out.fixed32(SpanFields.flags, flags | HAS_IS_REMOTE | (parentKind === ParentKind.Remote ? IS_REMOTE : 0));
    out.close(span);
    return scope;
  }

  private status(code: number, message: number, length: number): void {
    const { out } = this;
    const status = out.open(SpanFields.status);
    if (length > 0) out.text(StatusFields.message, this.texts, message, message + length);
    out.integer(StatusFields.code, code);
    out.close(status);
  }

  private event(): void {
    const { out } = this;
    const event = out.open(SpanFields.events);
    const name = this.name();
    this.time(EventFields.time, this.number());
    out.text(EventFields.name, name);
    this.pairs(EventFields.attributes);
    out.integer(EventFields.droppedAttributes, 0);
    out.close(event);
  }

  private link(): void {
    const { out } = this;
    const link = out.open(SpanFields.links);
    this.hex(ContextFields.traceId, TRACE_ID_DIGITS);
    this.hex(ContextFields.spanId, SPAN_ID_DIGITS);
    const flags = this.number();
    this.pairs(LinkFields.attributes);
    out.integer(LinkFields.droppedAttributes, 0);
    out.fixed32(LinkFields.flags, (flags & TRACE_FLAGS) | HAS_IS_REMOTE | IS_REMOTE);
    out.close(link);
  }

  private pairs(field: number): void {
    const count = this.number();
    if (this.hasRepeated(count)) return this.lastPairs(field, count);
    const { out } = this;
    for (let left = count; left > 0; left -= 1) {
      const pair = out.open(field);
      out.text(KeyValueFields.key, this.name());
      const value = out.open(KeyValueFields.value);
      this.writeValue();
      out.close(value);
      out.close(pair);
    }
  }

  /** Writes of a name that stands there twice the last value. */
  private lastPairs(field: number, count: number): void {
    const pairs = new Map<string, unknown>();
    for (let left = count; left > 0; left -= 1) pairs.set(this.name(), this.value());
    for (const [name, value] of pairs) writePair(this.out, field, name, value, this.valueLimit);
  }

  /** Whether a name stands twice in a list that begins here; of names without a number, whether there are any. */
  private hasRepeated(count: number): boolean {
    if (count < 2) return false;
    const { numbers, seen } = this;
    this.lists += 1;
    for (let left = count, at = this.nextNumber; left > 0; left -= 1) {
      const id = numbers[at++]!;
      if (id < 0 || seen[id] === this.lists) return true;
      seen[id] = this.lists;
      const kind = numbers[at++];
      if (kind !== ValueKind.True && kind !== ValueKind.False) at += 1;
    }
    return false;
  }

  private writeValue(): void {
    const { out } = this;
    const kind = this.number();
    if (kind === ValueKind.Text) {
      const length = this.number();
      const from = this.pass(length);
      out.text(AnyValueFields.string, this.texts, from, from + Math.min(length, this.valueLimit));
    } else if (kind === ValueKind.Number) writeNumber(out, this.number());
    else if (kind === ValueKind.Json) writeValue(out, JSON.parse(this.string()), this.valueLimit);
    else out.integer(AnyValueFields.bool, kind === ValueKind.True ? 1 : 0);
  }

  private text(field: number, length: number): void {
    const from = this.pass(length);
    this.out.text(field, this.texts, from, from + length);
  }

  private hex(field: number, digits: number): void {
    const from = this.pass(digits);
    this.out.hex(field, this.texts, from, from + digits);
  }

  /** Nanoseconds since 1970. */
  private time(field: number, milliseconds: number): void {
    const seconds = Math.floor(milliseconds / 1000);
    const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
    const product = seconds * FIVE_9;
    const high = Math.floor(product / TWO_23);
    const low = (product - high * TWO_23) * TWO_9 + nanoseconds;
    if (low < TWO_32) this.out.fixed64(field, low, high);
    else this.out.fixed64(field, low - TWO_32, high + 1);
  }
}
