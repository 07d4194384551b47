import type { S3ErrorCode } from '../../../src/errors/s3-error.codes.js';
import type { Answer } from '../../support/answer.js';
import type { Credentials, GatewayOptions, TestGateway } from '../../support/test-gateway.js';

/** What was made for a case; a golden shows the name in braces where the value stands. */
export type Made = Readonly<Record<string, string>>;

/** A request that the gateway refuses. */
export interface ErrorCase {
  readonly code: S3ErrorCode;
  /** `METHOD target`. `{name}` in it, in headers and in the body is what `before` made. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly payloadHash?: string;
  /** Root when absent, nobody when null. */
  readonly as?: Credentials | null;
  /** What the golden says of the request besides its first line, in place of headers and body. */
  readonly note?: string;
  readonly before?: (gateway: TestGateway) => Promise<Made>;
  /** Sends what `TestGateway.send` cannot. */
  readonly by?: (gateway: TestGateway, made: Made) => Promise<Answer>;
  /** Of a gateway of its own. */
  readonly options?: GatewayOptions;
  /** Where one backend alone can refuse so. */
  readonly only?: 'memory' | 'posix';
  /** Where one system alone can be brought to it. */
  readonly platform?: NodeJS.Platform;
}

/** An answer beside its golden. */
export interface Comparison {
  readonly code: string;
  readonly text: string;
  /** `undefined` where there is none. */
  readonly golden: string | undefined;
}

/** Bytes of a header or body that a golden shows. */
const SHOWN = 100;

const shown = (text: string): string =>
  text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} bytes)` : text;

/** The request in one line. */
export function requestLine({ request, headers = {}, body, as, note }: ErrorCase): string {
  const caller = as === null ? ['not signed'] : as ? [`by ${as.access}`] : [];
  const sent = Object.entries(headers).map(([name, value]) => `${name}: ${shown(value)}`);
  const content = body === undefined ? [] : [shown(String(body))];
  const more = note === undefined ? [...sent, ...content] : [note];
  const [method = '', target = ''] = request.split(' ');
  const line = [`${method} ${shown(target)}`, ...caller, ...more].join(' | ');
  return line.replaceAll(/[\r\n]+/g, ' ').trimEnd();
}

/** Sends the request of a case to a gateway. */
export async function provoke(gateway: TestGateway, refused: ErrorCase, made: Made): Promise<Answer> {
  if (refused.by) return refused.by(gateway, made);
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (whole, name) => made[name] ?? whole);
  const { headers = {}, body, payloadHash, as } = refused;
  const [method = '', path = ''] = fill(refused.request).split(' ');
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)]);
  return gateway.send(method, path, {
    headers: Object.fromEntries(filled),
    body: typeof body === 'string' ? fill(body) : body,
    payloadHash,
    as,
  });
}
