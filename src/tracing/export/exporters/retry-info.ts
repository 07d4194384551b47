const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

const VARINT = 0;
const BYTES = 2;
/** Bytes of a number of fixed width, by wire type. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

/**
 * Milliseconds that a receiver asks for in `grpc-status-details-bin`; `undefined` when it does not, or the bytes are none
 * of it. Source: google/rpc/status.proto (3 details), google/protobuf/any.proto (1 type_url, 2 value),
 * google/rpc/error_details.proto (RetryInfo: 1 retry_delay), google/protobuf/duration.proto (1 seconds, 2 nanos).
 */
export function retryDelay(status: Buffer): number | undefined {
  try {
    for (const detail of messages(status, 3)) {
      const [type] = messages(detail, 1);
      const [info] = messages(detail, 2);
      if (type?.toString() !== RETRY_INFO || !info) continue;
      const [delay] = messages(info, 1);
      if (!delay) return undefined;
      const numbers = new Map(fields(delay).map(({ number, value }) => [number, value]));
      return Number(numbers.get(1) ?? 0) * 1000 + Number(numbers.get(2) ?? 0) / 1e6;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function messages(bytes: Buffer, wanted: number): Buffer[] {
  return fields(bytes).flatMap(({ number, value }) =>
    number === wanted && Buffer.isBuffer(value) ? [value] : [],
  );
}

/** @throws RangeError when the bytes end too early */
function fields(bytes: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('not a message');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === VARINT) {
      found.push({ number: tag >> 3, value: varint() });
      continue;
    }
    const length = type === BYTES ? varint() : FIXED[type];
    if (length === undefined || at + length > bytes.length) throw new RangeError('not a message');
    found.push({ number: tag >> 3, value: bytes.subarray(at, (at += length)) });
  }
  return found;
}
