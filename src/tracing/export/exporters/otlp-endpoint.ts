/** Where spans go and how. */
export interface OtlpEndpoint {
  readonly protocol: 'grpc' | 'http';
  /** With scheme: `http` is without TLS, `https` with. For `http` the whole address, path included. */
  readonly url: string;
}

export interface OtlpEndpointOptions {
  /** `host:port` or URL. */
  readonly endpoint: string;
  readonly useHttp: boolean;
  readonly insecure?: boolean;
}

const HTTP_PORT = '4318';
const TRACES_PATH = '/v1/traces';

/**
 * Reads an endpoint as it is configured. A URL with port 4318 is OTLP/HTTP, everything else gRPC unless `useHttp` is set.
 * The scheme of a URL decides on TLS; a bare `host:port` has TLS unless `insecure` is set, which a loopback host implies.
 * Source: OpenTelemetry "OTLP Exporter Configuration".
 * @throws TypeError for text that is neither.
 */
export function otlpEndpoint({ endpoint, useHttp, insecure }: OtlpEndpointOptions): OtlpEndpoint {
  const hasScheme = /^https?:\/\//i.test(endpoint);
  const url = parse(hasScheme ? endpoint : `http://${endpoint}`, endpoint);
  if (!hasScheme && !(insecure ?? isLoopback(url.hostname))) url.protocol = 'https:';
  if (!useHttp && !(hasScheme && url.port === HTTP_PORT))
    return { protocol: 'grpc', url: `${url.protocol}//${url.host}` };
  if (!url.pathname.endsWith(TRACES_PATH)) url.pathname = url.pathname.replace(/\/+$/, '') + TRACES_PATH;
  return { protocol: 'http', url: url.href };
}

function parse(text: string, endpoint: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new TypeError(`the OTLP endpoint "${endpoint}" is neither host:port nor a URL`, { cause });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
