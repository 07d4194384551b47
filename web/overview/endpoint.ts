const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * URL of the S3 API for whoever reads this page: a gateway that says to be at a loopback address is reached by the name
 * that this page was. As it is where it is no URL of HTTP.
 * @param host name that this page was reached by
 */
export function endpointOf(gatewayUrl: string, host: string): string {
  if (!/^https?:/.test(gatewayUrl) || !URL.canParse(gatewayUrl)) return gatewayUrl;
  const url = new URL(gatewayUrl);
  if (LOOPBACK.includes(url.hostname)) url.hostname = host;
  return url.origin;
}
