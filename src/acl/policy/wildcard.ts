/** Any text, also none. */
export const ANY = Symbol('any');
/** Exactly one character, of the units that JavaScript counts. */
export const ONE = Symbol('one');

/** A pattern in the order of its parts; texts stand for themselves. */
export type WildcardToken = string | typeof ANY | typeof ONE;

/** What stands between two `ANY`: texts at fixed places, single characters for the rest. */
interface Segment {
  readonly length: number;
  readonly texts: readonly { readonly offset: number; readonly text: string }[];
}

/**
 * A pattern with `*` and `?` that is matched without going back over `*`: the first place where a segment fits is as
 * good as any later one. Linear in the text; only segments with `?` inside cost their own length at each place.
 */
export class Wildcard {
  private readonly segments: readonly Segment[];
  private readonly minLength: number;

  constructor(tokens: readonly WildcardToken[]) {
    this.segments = toSegments(tokens);
    this.minLength = this.segments.reduce((sum, { length }) => sum + length, 0);
  }

  matches(text: string): boolean {
    const { segments } = this;
    const first = segments[0]!;
    if (text.length < this.minLength || !fits(first, text, 0)) return false;
    if (segments.length === 1) return text.length === first.length;
    const last = segments[segments.length - 1]!;
    const end = text.length - last.length;
    if (!fits(last, text, end)) return false;
    let at = first.length;
    for (let index = 1; index < segments.length - 1; index++) {
      const segment = segments[index]!;
      at = find(segment, text, at) + segment.length;
      if (at < segment.length || at > end) return false;
    }
    return at <= end;
  }
}

function toSegments(tokens: readonly WildcardToken[]): Segment[] {
  let length = 0;
  let texts: { offset: number; text: string }[] = [];
  const segments: Segment[] = [];
  const all: WildcardToken[] = [...tokens, ANY];
  for (const token of all) {
    if (token === ANY) {
      segments.push({ length, texts });
      length = 0;
      texts = [];
    } else if (token === ONE) {
      length++;
    } else if (token !== '') {
      texts.push({ offset: length, text: token });
      length += token.length;
    }
  }
  return segments;
}

function fits({ texts }: Segment, text: string, at: number): boolean {
  for (const part of texts) if (!text.startsWith(part.text, at + part.offset)) return false;
  return true;
}

/** The first place from `from` on; -1 when there is none. */
function find(segment: Segment, text: string, from: number): number {
  const lead = segment.texts[0];
  if (!lead) return from;
  let at = from;
  for (;;) {
    const found = text.indexOf(lead.text, at + lead.offset);
    if (found < 0) return -1;
    at = found - lead.offset;
    if (at + segment.length > text.length) return -1;
    if (fits(segment, text, at)) return at;
    at++;
  }
}
