import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export const PROTOBUF_TYPE = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';
export type OtlpType = typeof PROTOBUF_TYPE | typeof JSON_TYPE;

/** What became of the spans of a request. */
interface Outcome {
  readonly rejected: number;
  readonly why: string;
}

/** An ExportTraceServiceResponse. Source: OTLP, "Partial Success". */
export function writeExportResponse(type: OtlpType, { rejected, why }: Outcome): Buffer {
  if (type === JSON_TYPE) {
    const partialSuccess = { rejectedSpans: String(rejected), errorMessage: why };
    return Buffer.from(JSON.stringify(rejected > 0 ? { partialSuccess } : {}));
  }
  const writer = new BinaryWriter();
  if (rejected > 0) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(rejected);
    writer.tag(2, WireType.LengthDelimited).string(why);
    writer.join();
  }
  return Buffer.from(writer.finish());
}

/** A google.rpc.Status. Source: OTLP/HTTP, "Failures". @param code of gRPC */
export function writeStatus(type: OtlpType, code: number, message: string): Buffer {
  if (type === JSON_TYPE) return Buffer.from(JSON.stringify({ code, message }));
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(message);
  return Buffer.from(writer.finish());
}
