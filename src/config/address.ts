const HOST_AND_PORT = /^(\[[0-9a-fA-F:.%\w]+\]|[^:\s[\]/]*):(\d{1,5})$/;

/** What a socket listens on. No `host` is every address. Port 0 is any free port. */
export interface Address {
  readonly host?: string;
  readonly port: number;
}

/** Syntax of a listen address; `parseAddress` also refuses ports over 65535. */
export const ADDRESS = HOST_AND_PORT;

/** `host:port`, `[::1]:port` or `:port`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const match = HOST_AND_PORT.exec(text);
  if (!match) return undefined;
  const host = match[1]!.replace(/^\[|\]$/g, '');
  const port = Number(match[2]);
  if (port > 65_535) return undefined;
  return host ? { host, port } : { port };
}
