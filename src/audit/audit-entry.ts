/** What the audit log says about one request. What is not known or does not apply is absent. */
export interface AuditEntry {
  /** It is a request of the administration API, or came to an address of its own. */
  readonly isAdmin: boolean;
  /** Access key of the bucket's owner. */
  readonly bucketOwner?: string;
  readonly bucket?: string;
  /** When the request came in. */
  readonly time: Date;
  readonly remoteAddress?: string;
  /** Access key of the caller. */
  readonly requester?: string;
  readonly requestId: string;
  /** In the words of the server access logs: `REST.GET.OBJECT`. */
  readonly operation: string;
  /** Decoded. */
  readonly key?: string;
  /** Method, target and protocol; credentials in the query are taken out. */
  readonly requestUri: string;
  /** 499 when the client went away before the answer was whole. */
  readonly status: number;
  readonly errorCode?: string;
  readonly bytesSent: number;
  /** Bytes of the whole object, also when a range was read. */
  readonly objectSize?: number;
  /** Milliseconds from the head of the request to the last byte of the answer. */
  readonly totalTime: number;
  /** Milliseconds from the last byte of the request to the first of the answer. */
  readonly turnAroundTime?: number;
  readonly referer?: string;
  readonly userAgent?: string;
  readonly versionId?: string;
  readonly hostId: string;
  readonly signatureVersion?: 'SigV4';
  readonly cipherSuite?: string;
  readonly authenticationType?: 'AuthHeader' | 'QueryString';
  readonly host?: string;
  readonly tlsVersion?: string;
  readonly traceId?: string;
  readonly spanId?: string;
}
