import { KINDS, STATUSES } from '../store/span-record.js';
import { ByteReader } from '../store/compact/byte-reader.js';
import { PieceParent, PieceValue, TICKS } from '../store/compact/piece-format.js';
import type { TraceTable } from '../store/trace-table.js';
import type { ConditionBit, ConditionBits } from './condition-bits.js';

const ID_BYTES = 8;
const TRACE_ID_BYTES = 16;
const DOUBLE_BYTES = 8;

/** Walks over the spans of pieces and says of each which conditions hold, without making anything of what it passes. */
export class PieceScanner {
  private readonly bytes = new ByteReader();
  /** By the numbers of names. */
  private readonly spanConditions: (readonly ConditionBit[] | undefined)[] = [];
  private readonly eventConditions: (readonly ConditionBit[] | undefined)[] = [];
  private readonly linkConditions: (readonly ConditionBit[] | undefined)[] = [];
  private readonly sourceBits: number[] = [];
  private readonly readsRest: boolean;

  constructor(
    private readonly conditions: ConditionBits,
    private readonly table: Pick<TraceTable, 'dictionary' | 'sources'>,
  ) {
    const { span, event, link, intrinsics } = conditions;
    this.readsRest = span.size + event.size + link.size > 0 || intrinsics.has('statusMessage');
  }

  /** Calls `each` with the bits of each span, those of the trace among them; stops where it says `true`. */
  scan(bytes: Buffer, start: number, traceBits: number, each: (bits: number) => boolean): boolean {
    this.learnNames();
    const reader = this.bytes;
    reader.open(bytes, start);
    const count = reader.number();
    reader.skip(DOUBLE_BYTES);
    for (let index = 0; index < count; index += 1) if (each(this.span() | traceBits)) return true;
    return false;
  }

  private span(): number {
    const { bytes, conditions } = this;
    const { intrinsics } = conditions;
    let bits = this.spanName();
    bits |= this.source(bytes.number());
    const marks = bytes.byte();
    const start = bytes.number();
    const end = bytes.number();
    bytes.number();
    if (intrinsics.size > 0) {
      if (intrinsics.has('duration')) bits |= conditions.intrinsic('duration', (end - start) / TICKS);
      if (intrinsics.has('status')) bits |= conditions.intrinsic('status', STATUSES[(marks >> 3) & 3]!);
      if (intrinsics.has('kind')) bits |= conditions.intrinsic('kind', KINDS[marks & 7]!);
    }
    bytes.skip(ID_BYTES);
    const parent = marks >> 5;
    if (parent === PieceParent.Here) bytes.number();
    else if (parent !== PieceParent.None) bytes.skip(ID_BYTES);
    const size = bytes.size();
    const next = bytes.position + size;
    if (this.readsRest) bits |= this.rest();
    bytes.position = next;
    return bits;
  }

  private rest(): number {
    const { bytes, conditions } = this;
    let bits = this.value(conditions.intrinsics.get('statusMessage'));
    bits |= this.pairs(this.spanConditions, conditions.span);
    if (conditions.event.size + conditions.link.size === 0) return bits;
    for (let count = bytes.number(); count > 0; count -= 1) {
      this.name();
      bytes.number();
      bits |= this.pairs(this.eventConditions, conditions.event);
    }
    for (let count = bytes.number(); count > 0; count -= 1) {
      bytes.skip(TRACE_ID_BYTES + ID_BYTES);
      bits |= this.pairs(this.linkConditions, conditions.link);
    }
    return bits;
  }

  private pairs(
    byId: readonly (readonly ConditionBit[] | undefined)[],
    byName: ReadonlyMap<string, readonly ConditionBit[]>,
  ): number {
    const { bytes } = this;
    let bits = 0;
    for (let count = bytes.number(); count > 0; count -= 1) {
      const id = bytes.number() - 1;
      bits |= this.value(id < 0 ? byName.get(bytes.text(bytes.number())) : byId[id]);
    }
    return bits;
  }

  private value(conditions: readonly ConditionBit[] | undefined): number {
    const { bytes } = this;
    const tag = bytes.number();
    const kind = tag % 8;
    const rest = (tag - kind) / 8;
    if (conditions) return this.compare(conditions, kind, rest);
    if (kind === PieceValue.Text || kind === PieceValue.Json) bytes.skip(rest);
    else if (kind === PieceValue.Double) bytes.skip(DOUBLE_BYTES);
    return 0;
  }

  private compare(conditions: readonly ConditionBit[], kind: number, rest: number): number {
    const { bytes } = this;
    let bits = 0;
    if (kind === PieceValue.Word) {
      for (const condition of conditions) bits |= condition.word(rest, this.table.dictionary.values);
      return bits;
    }
    if (kind === PieceValue.Text) return this.compareText(conditions, rest);
    if (kind === PieceValue.Again) {
      const { position } = bytes;
      bytes.seek(rest);
      bits = this.value(conditions);
      bytes.position = position;
      return bits;
    }
    const value =
      kind === PieceValue.Whole
        ? rest
        : kind === PieceValue.Double
          ? bytes.double()
          : kind === PieceValue.Json
            ? (JSON.parse(bytes.text(rest)) as string[])
            : kind === PieceValue.True;
    for (const condition of conditions) bits |= condition.of(value);
    return bits;
  }

  private compareText(conditions: readonly ConditionBit[], size: number): number {
    const { bytes } = this;
    const { position } = bytes;
    let text: string | undefined;
    let bits = 0;
    for (const { test, bit } of conditions) {
      const holds = test.needle
        ? test.needle.length === size && bytes.isNext(test.needle)
        : test.text((text ??= this.textAt(position, size)));
      if (holds) bits |= bit;
    }
    bytes.position = position + size;
    return bits;
  }

  private textAt(position: number, size: number): string {
    this.bytes.position = position;
    return this.bytes.text(size);
  }

  private spanName(): number {
    const { bytes, conditions } = this;
    const id = bytes.number() - 1;
    const wanted = conditions.intrinsics.get('name');
    const inline = id < 0 ? bytes.text(bytes.number()) : undefined;
    let bits = 0;
    if (!wanted) return bits;
    for (const condition of wanted)
      bits |= inline === undefined ? condition.word(id, this.table.dictionary.names) : condition.of(inline);
    return bits;
  }

  private name(): void {
    const { bytes } = this;
    if (bytes.number() === 0) bytes.skip(bytes.number());
  }

  private source(id: number): number {
    return (this.sourceBits[id] ??= this.resourceBits(id));
  }

  private resourceBits(id: number): number {
    const { service, resource } = this.table.sources.all[id]!;
    let bits = 0;
    for (const [name, conditions] of this.conditions.resource) {
      const value = name === 'service.name' ? service : resource?.[name];
      if (value !== undefined) for (const condition of conditions) bits |= condition.of(value);
    }
    return bits;
  }

  /** The dictionary grows while a query lives. */
  private learnNames(): void {
    const { names } = this.table.dictionary;
    const { span, event, link } = this.conditions;
    for (let id = this.spanConditions.length; id < names.length; id += 1) {
      this.spanConditions.push(span.get(names[id]!));
      this.eventConditions.push(event.get(names[id]!));
      this.linkConditions.push(link.get(names[id]!));
    }
  }
}
