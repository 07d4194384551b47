/** Longest host name with its port. Source: RFC 1035 section 2.3.4. */
const MAX_HOST = 253 + ':65535'.length;

/**
 * The bucket that a Host header names below one of `domains`, which are in lower case: `photos` in
 * `photos.s3.example.com:7070`. A bucket's name may hold dots; of several domains that fit the longest counts.
 * `undefined` for the bare domain and for any other host.
 */
export function bucketOfHost(host: string | undefined, domains: readonly string[]): string | undefined {
  if (host === undefined || host.length > MAX_HOST || host.startsWith('[')) return undefined;
  const colon = host.indexOf(':');
  const name = (colon < 0 ? host : host.slice(0, colon)).toLowerCase().replace(/\.$/, '');
  let bucket: string | undefined;
  for (const domain of domains) {
    const length = name.length - domain.length - 1;
    if (length < 1 || name[length] !== '.' || !name.endsWith(domain)) continue;
    if (bucket === undefined || length < bucket.length) bucket = name.slice(0, length);
  }
  return bucket;
}
