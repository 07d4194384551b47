import type { AttributeMap, AttributeValue, SpanKindName, StoredSpan } from '../model/trace-detail.js';

/** name, value, name, value…; of a name that stands there twice the last value counts. */
export type Pairs = readonly AttributeValue[];

export interface EventRecord {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly pairs: Pairs;
}

export interface LinkRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly pairs: Pairs;
}

/** Where a span comes from. */
export interface SpanSource {
  readonly service: string;
  readonly scope: string;
  readonly scopeVersion?: string | undefined;
  /** Attributes of the resource besides `service.name`. */
  readonly resource?: AttributeMap | undefined;
}

/** By the numbers of OpenTelemetry. */
export const KINDS = [
  'INTERNAL',
  'SERVER',
  'CLIENT',
  'PRODUCER',
  'CONSUMER',
] as const satisfies SpanKindName[];
export const STATUSES = ['UNSET', 'OK', 'ERROR'] as const satisfies StoredSpan['status'][];
export const ERROR = 2;
export const SERVER = 1;

/** A span on its way into the store. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for none. */
  readonly parentSpanId: string;
  /** Its parent, if it has one, is not in this process. */
  readonly isLocalRoot: boolean;
  readonly name: string;
  readonly source: SpanSource;
  /** Index into `KINDS`. */
  readonly kind: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Index into `STATUSES`. */
  readonly status: number;
  readonly message: string;
  /** Milliseconds. */
  readonly clientWait: number;
  readonly pairs: Pairs;
  readonly events: readonly EventRecord[];
  readonly links: readonly LinkRecord[];
}

/** The value that counts, `undefined` where there is none. */
export function attributeOf({ pairs }: Pick<SpanRecord, 'pairs'>, name: string): AttributeValue | undefined {
  for (let index = pairs.length - 2; index >= 0; index -= 2) {
    if (pairs[index] === name) return pairs[index + 1];
  }
  return undefined;
}

export function pairsOf(attributes: AttributeMap): AttributeValue[] {
  return Object.entries(attributes).flat() as AttributeValue[];
}

export function mapOf(pairs: Pairs): AttributeMap {
  const map: Record<string, AttributeValue> = {};
  for (let index = 0; index < pairs.length; index += 2) map[pairs[index] as string] = pairs[index + 1]!;
  return map;
}
