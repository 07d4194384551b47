/** Names of spans and attributes that have numbers. */
const MAX_NAMES = 8_192;
/** Of one attribute: of what has more, as keys have, the rest stands in full. */
const VALUES_PER_NAME = 256;
const MAX_VALUES = 65_536;
/** Characters: stacks of errors are long, but few. */
const MAX_NAME = 256;
const MAX_VALUE = 4_096;
/** Bytes that an entry takes besides its text. */
const ENTRY_BYTES = 100;

/** What the dictionary has learned, to be kept with the spans that use it. */
export interface DictionaryEntry {
  readonly kind: 'name' | 'value';
  readonly text: string;
  /** The name whose value this is. */
  readonly nameId: number;
}

/** A copy that does not hold the text that it was a part of. */
export const ownText = (text: string): string => Buffer.from(text).toString();

/**
 * Numbers for names, and for the values of those attributes that have few. It only grows, up to its bounds: a text beyond
 * them has no number.
 */
export class Dictionary {
  /** By their numbers. */
  readonly names: string[] = [];
  /** By their numbers; each belongs to one name. */
  readonly values: string[] = [];
  /** Estimated, of everything. */
  bytes = 0;
  private fresh: DictionaryEntry[] = [];
  private readonly nameIds = new Map<string, number>();
  /** By the number of the name. */
  private readonly valueIds: Map<string, number>[] = [];

  /**
   * @param maxBytes that it may take
   * @param isKept whether what is learned is noted for `takeFresh`
   */
  constructor(
    private readonly maxBytes = Infinity,
    private readonly isKept = false,
  ) {}

  /** `undefined`: there is no such name. */
  findName(name: string): number | undefined {
    return this.nameIds.get(name);
  }

  /** -1: there is no number for it. */
  nameId(name: string): number {
    const known = this.nameIds.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= MAX_NAMES || name.length > MAX_NAME || !this.hasRoom(name)) return -1;
    return this.learnName(ownText(name));
  }

  /** -1: there is no number for it. @param nameId -1 for a name that has none */
  valueId(nameId: number, value: string): number {
    const ids = nameId < 0 ? undefined : this.valueIds[nameId]!;
    const known = ids?.get(value);
    if (known !== undefined) return known;
    if (!ids || ids.size >= VALUES_PER_NAME || this.values.length >= MAX_VALUES) return -1;
    if (value.length > MAX_VALUE || !this.hasRoom(value)) return -1;
    return this.learnValue(nameId, ownText(value));
  }

  /** Values of a name that have numbers: all that it ever had, where these are few. */
  valuesOf(name: string): readonly string[] {
    const id = this.nameIds.get(name);
    return id === undefined ? [] : [...this.valueIds[id]!.keys()];
  }

  /** Takes up what a dictionary had learned before, in that order. */
  restore({ kind, text, nameId }: DictionaryEntry): void {
    if (kind === 'name') this.learnName(text);
    else this.learnValue(nameId, text);
  }

  /** What was learned since the last time, in that order. */
  takeFresh(): DictionaryEntry[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  private hasRoom({ length }: string): boolean {
    return this.bytes + ENTRY_BYTES + length <= this.maxBytes;
  }

  private learnName(name: string): number {
    const id = this.names.length;
    this.names.push(name);
    this.nameIds.set(name, id);
    this.valueIds.push(new Map());
    this.learned({ kind: 'name', text: name, nameId: -1 });
    return id;
  }

  private learnValue(nameId: number, value: string): number {
    const id = this.values.length;
    this.values.push(value);
    this.valueIds[nameId]!.set(value, id);
    this.learned({ kind: 'value', text: value, nameId });
    return id;
  }

  private learned(entry: DictionaryEntry): void {
    this.bytes += ENTRY_BYTES + entry.text.length;
    if (this.isKept) this.fresh.push(entry);
  }
}
