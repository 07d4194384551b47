import { bucketOfHost } from '../../common/bucket-of-host.js';

/**
 * The bucket of a website: what stands in front of one of `domains`, else the whole host name without its port. A host
 * that names no bucket at all gives a name that none has.
 */
export function bucketOfWebsite(host: string | undefined, domains: readonly string[]): string {
  const below = bucketOfHost(host, domains);
  if (below !== undefined || host === undefined) return below ?? '';
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
  return (end > 0 ? host.slice(0, end) : host).toLowerCase().replace(/\.$/, '');
}
