import { S3_NAMESPACE, writeXml, type XmlContent } from '../xml/xml.writer.js';

/** Response headers; members that are `undefined` are left out. */
export type ResponseHeaders = Readonly<Record<string, string | number | undefined>>;

/** Bytes that are sent while they are read. A chunk is valid until the next one is asked for. */
export interface ResponseStream {
  /** Absent when nobody knows it before the last byte: the body is sent chunked. */
  readonly length?: number;
  readonly chunks: AsyncIterable<Buffer>;
}

/** What an operation answers. Ids, trace headers, `Date` and `Server` are added when it is written. */
export class S3Response {
  private constructor(
    readonly status: number,
    readonly headers: ResponseHeaders,
    readonly body: string | ResponseStream | (() => string) | undefined,
  ) {}

  static empty(status = 200, headers: ResponseHeaders = {}): S3Response {
    return new S3Response(status, headers, undefined);
  }

  static noContent(headers: ResponseHeaders = {}): S3Response {
    return new S3Response(204, headers, undefined);
  }

  /** A document with the S3 namespace. */
  static xml(root: string, content: XmlContent, headers: ResponseHeaders = {}): S3Response {
    return S3Response.document(() => writeXml(root, content, { namespace: S3_NAMESPACE }), headers);
  }

  /** A document that is already written, or is going to be when it is sent. */
  static document(xml: string | (() => string), headers: ResponseHeaders = {}, status = 200): S3Response {
    return new S3Response(status, { 'Content-Type': 'application/xml', ...headers }, xml);
  }

  static stream(status: number, headers: ResponseHeaders, body: ResponseStream): S3Response {
    return new S3Response(status, headers, body);
  }
}
