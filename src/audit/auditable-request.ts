import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as the audit log sees it, at its start and when its answer has left. */
export interface AuditableRequest {
  readonly id: string;
  readonly hostId: string;
  /** Milliseconds of `performance.now()`. */
  readonly started: number;
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly raw: IncomingMessage & { readonly onAdminListener?: boolean };
  readonly response: ServerResponse;
  readonly clientAddress: string | undefined;
  readonly isSecure: boolean;
  readonly operation:
    | {
        readonly name: string;
        readonly level: string;
        readonly query?: readonly string[];
        readonly header?: string;
        readonly website?: boolean;
      }
    | undefined;
  readonly target: { readonly level: string; readonly bucket?: string; readonly key?: string };
  readonly query: { get(name: string): string | undefined };
  readonly caller: { readonly method: string; readonly account: { readonly access: string } | undefined };
  readonly bucketRecord: { readonly owner: string } | undefined;
  readonly traceId: string | undefined;
  readonly span: { spanContext(): { readonly spanId: string } } | undefined;
  readonly answer: { readonly headers: Readonly<Record<string, string | number | undefined>> } | undefined;
  /** Of the error that was answered. */
  readonly errorCode: string | undefined;
  /** Body bytes. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** By lower-case name. */
  header(name: string): string | undefined;
}
