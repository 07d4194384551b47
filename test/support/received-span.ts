export type ReceivedValue =
  string | number | boolean | ReceivedValue[] | { readonly [name: string]: ReceivedValue };
export type ReceivedAttributes = Record<string, ReceivedValue>;

/** A span as a receiver sees it. Ids are lowercase hex, times are nanoseconds since 1970. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty for a root. */
  parentSpanId: string;
  traceState: string;
  name: string;
  kind: 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  startTime: bigint;
  endTime: bigint;
  attributes: ReceivedAttributes;
  events: { name: string; time: bigint; attributes: ReceivedAttributes }[];
  links: { traceId: string; spanId: string; attributes: ReceivedAttributes }[];
  status: { code: 'UNSET' | 'OK' | 'ERROR'; message: string };
  resource: ReceivedAttributes;
  /** Name of the instrumentation scope. */
  scope: string;
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'] as const;

export function spanKind(number: number): ReceivedSpan['kind'] {
  return KINDS[number] ?? 'UNSPECIFIED';
}

export function statusCode(number: number): ReceivedSpan['status']['code'] {
  return STATUS_CODES[number] ?? 'UNSET';
}
