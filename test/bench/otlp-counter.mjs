import { Server, ServerCredentials } from '@grpc/grpc-js';

/** A live OTLP receiver (gRPC) that counts spans and forgets them. */

const asIs = (bytes) => bytes;
const TRACE_SERVICE = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

/** Numbers of the fields that lead to a span. Source: opentelemetry/proto/trace/v1: resource_spans, scope_spans, spans. */
const PATH_TO_SPANS = [1, 2, 2];
const LENGTH_DELIMITED = 2;

function varint(bytes, offset) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[offset++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, offset];
  }
}

/** The messages on the path to spans hold length-delimited fields only. Source: Protocol Buffers encoding. */
function countSpans(bytes, depth = 0) {
  if (depth === PATH_TO_SPANS.length) return 1;
  let spans = 0;
  for (let offset = 0; offset < bytes.length;) {
    const [tag, afterTag] = varint(bytes, offset);
    const [length, start] = varint(bytes, afterTag);
    if ((tag & 7) !== LENGTH_DELIMITED) throw new Error(`an unexpected field ${tag} in an export`);
    if (tag >> 3 === PATH_TO_SPANS[depth])
      spans += countSpans(bytes.subarray(start, start + length), depth + 1);
    offset = start + length;
  }
  return spans;
}

let spans = 0;
const server = new Server();
server.addService(TRACE_SERVICE, {
  export(call, respond) {
    spans += countSpans(call.request);
    respond(null, Buffer.alloc(0));
  },
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send({ port });
});
process.on('message', () => process.send({ spans }));
process.on('disconnect', () => process.exit());
