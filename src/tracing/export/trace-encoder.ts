import type { Attributes, AttributeValue, Link } from '@opentelemetry/api';
import { withoutKey } from '../hidden-keys.js';
import { areKeysHidden } from '../object-keys.js';
import type { LocalRoot } from '../recorder/local-root.js';
import type { RecordedEvent, RecordedSpan } from '../recorder/recorded-span.js';
import { spelled } from '../span-style.js';
import { ParentKind, ValueKind } from './trace-format.js';

const FIRST_NUMBERS = 4096;
/** Names of spans and attributes that are sent once and then known by a number; more are sent each time. */
const MAX_NAMES = 4096;
const POSIX = 'Posix.';

/** Encoded spans on their way to the export thread. */
export interface EncodedSpans {
  /** All texts, one behind the other. */
  readonly text: string;
  /** Everything else, and the lengths of the texts, as `SpanDecoder` reads them. */
  readonly numbers: Float64Array;
  /** Names that have numbers now: the first that is new has the number of those before. */
  readonly names: readonly string[];
  readonly spans: number;
}

/**
 * Writes spans as one text and one list of numbers: both cross to another thread as single blocks of memory, and making
 * them costs a tenth of what JSON or a structured clone of the objects cost.
 */
export class TraceEncoder {
  /** Spans that wait in here. */
  spans = 0;
  private numbers = new Float64Array(FIRST_NUMBERS);
  private used = 0;
  private text = '';
  private readonly ids = new Map<string, number>();
  private newNames: string[] = [];
  /** Attributes that the span may still have; below 0 those that it could not. */
  private room = 0;
  /** Attributes of the list that is being written. */
  private written = 0;

  /** About how many bytes wait in here. */
  get bytes(): number {
    return this.used * Float64Array.BYTES_PER_ELEMENT + this.text.length;
  }

  /** Adds the spans of a trace that have ended, the root last: who has received it has received the others. */
  add(root: LocalRoot): void {
    const { spans } = root;
    for (let index = spans.length - 1; index >= 0; index -= 1) {
      const span = spans[index]!;
      if (span.endTime !== undefined) this.addSpan(root, span);
    }
  }

  addSpan(root: LocalRoot, span: RecordedSpan): void {
    this.spans += 1;
    span.describe();
    const { traceId, spanId } = span.spanContext();
    const parent = span.parent ? span.parent.spanContext() : root.remote;
    this.reserve(18);
    this.name(spelled(span.name));
    this.name(span.scope);
    this.put(span.kind);
    this.put(span.startTime);
    this.put(span.endTime ?? span.startTime);
    this.put(span.statusCode);
    this.put(span.parent ? ParentKind.Local : parent ? ParentKind.Remote : ParentKind.None);
    const dropped = this.used;
    this.put(span.droppedAttributes);
    this.put(span.droppedEvents);
    this.put(root.traceFlags);
    this.put(span.clientWait);
    this.text += traceId;
    this.text += spanId;
    if (parent) this.text += parent.spanId;
    this.string(span.statusMessage ?? '');
    this.string(root.traceState?.serialize() ?? '');
    this.numbers[dropped]! += this.spanAttributes(span, root.limits.attributes);
    this.events(span.events);
    this.links(span.links);
  }

  /** Gives away what was added, `undefined` when there is nothing. */
  take(): EncodedSpans | undefined {
    if (this.spans === 0) return undefined;
    const { text, newNames: names, spans } = this;
    const numbers = this.numbers.slice(0, this.used);
    this.used = 0;
    this.text = '';
    this.newNames = [];
    this.spans = 0;
    return { text, numbers, names, spans };
  }

  private events(events: readonly RecordedEvent[] | undefined): void {
    this.reserve(1);
    this.put(events?.length ?? 0);
    if (!events) return;
    for (const { name, time, attributes } of events) {
      this.reserve(4);
      this.name(name);
      this.put(time);
      this.attributes(attributes);
    }
  }

  private links(links: readonly Link[] | undefined): void {
    this.reserve(1);
    this.put(links?.length ?? 0);
    if (!links) return;
    for (const { context, attributes } of links) {
      const { traceId, spanId, traceFlags } = context;
      this.reserve(4);
      this.text += traceId;
      this.text += spanId;
      this.put(traceFlags);
      this.attributes(attributes);
    }
  }

  /** Gives back how many were left out because there are more than `limit`. */
  private spanAttributes(span: RecordedSpan, limit: number): number {
    const { root, first, second, pairs, endTime, startTime } = span;
    const place = this.used++;
    this.room = limit;
    this.set(first);
    this.set(second);
    if (pairs) this.pairs(pairs);
    if (span.isTimed && endTime !== undefined)
      this.pair(span.name.startsWith(POSIX) ? 'posix.duration_ms' : 'duration_ms', endTime - startTime);
    const { room } = this;
    // What became of the trace is told in any case.
    this.room = Infinity;
    if (span === root.span) this.verdict(root);
    this.numbers[place] = this.written;
    this.written = 0;
    return Math.max(0, -room);
  }

  /** What is kept says why, and how much of it is missing, and so does what is not: some consumers look at everything. */
  private verdict({ decision, droppedSpans }: LocalRoot): void {
    if (droppedSpans > 0) this.pair('trace.dropped_spans', droppedSpans);
    if (!decision) return;
    this.pair('sampling.reason', decision.reason);
    if (decision.isDryRun || !decision.keep) this.pair('sampling.decision', 'drop');
  }

  private attributes(attributes: Attributes | undefined): void {
    this.reserve(1);
    const place = this.used++;
    this.room = Infinity;
    this.set(attributes);
    this.numbers[place] = this.written;
    this.written = 0;
  }

  private set(attributes: Attributes | undefined): void {
    for (const name in attributes) this.pair(name, attributes[name]);
  }

  private pairs(pairs: readonly AttributeValue[]): void {
    for (let index = 0; index < pairs.length; index += 2) this.pair(pairs[index] as string, pairs[index + 1]);
  }

  private pair(name: string, given: AttributeValue): void {
    // Asked each time: an encoder may be older than the settings.
    const value = areKeysHidden() ? withoutKey(name, given) : given;
    if (value === undefined) return;
    this.room -= 1;
    if (this.room < 0) return;
    this.reserve(4);
    this.name(name);
    this.value(value);
    this.written += 1;
  }

  private value(value: AttributeValue): void {
    if (typeof value === 'string') {
      this.put(ValueKind.Text);
      this.string(value);
    } else if (typeof value === 'number') {
      this.put(ValueKind.Number);
      this.put(value);
    } else if (typeof value === 'boolean') {
      this.put(value ? ValueKind.True : ValueKind.False);
    } else {
      this.put(ValueKind.Json);
      this.string(JSON.stringify(value));
    }
  }

  /** Takes at most two numbers. */
  private name(name: string): void {
    const known = this.ids.get(name);
    if (known !== undefined) return this.put(known);
    if (this.ids.size >= MAX_NAMES) {
      this.put(-1);
      return this.string(name);
    }
    this.put(this.ids.size);
    this.ids.set(name, this.ids.size);
    this.newNames.push(name);
  }

  private string(text: string): void {
    this.put(text.length);
    this.text += text;
  }

  private put(number: number): void {
    this.numbers[this.used++] = number;
  }

  /** Makes room for `count` numbers. */
  private reserve(count: number): void {
    if (this.used + count + 4 <= this.numbers.length) return;
    const larger = new Float64Array(Math.max(this.numbers.length * 2, this.used + count + 4));
    larger.set(this.numbers);
    this.numbers = larger;
  }
}
