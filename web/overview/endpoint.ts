const DEFAULT_PORT = '7070';

/** URL of the S3 API as its settings tell it: `:7070` and `0.0.0.0:7070` are reached as this page was. */
export function endpointOf(settings: Readonly<Record<string, string>>, host: string): string {
  const [address = ''] = (settings['port'] ?? '').split(',');
  const [, name = '', port = DEFAULT_PORT] = /^(.*?):?(\d+)?$/.exec(address.trim()) ?? [];
  const isAny = ['', '0.0.0.0', '[::]', '*'].includes(name);
  return `${settings['cert'] ? 'https' : 'http'}://${isAny ? host : name}:${port}`;
}
