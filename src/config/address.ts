const HOST_AND_PORT = /^(\[[0-9a-fA-F:.%\w]+\]|[^:\s[\]/]*):(\d{1,5})$/;

/** What a socket listens on. No `host` is every address. Port 0 is any free port. */
export interface Address {
  readonly host?: string;
  readonly port: number;
}

/** A Unix socket: the path of its file, or `@name` in the abstract namespace of Linux. */
export interface SocketAddress {
  readonly path: string;
}

/** Bytes of a socket's path. Source: unix(7), sun_path without the final NUL. */
const MAX_SOCKET_PATH = 107;

/** `host:port`, `[::1]:port` or `:port`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const match = HOST_AND_PORT.exec(text);
  if (!match) return undefined;
  const host = match[1]!.replace(/^\[|\]$/g, '');
  const port = Number(match[2]);
  if (port > 65_535) return undefined;
  return host ? { host, port } : { port };
}

/** `host:port`, `:port`, a path with a slash in it, or `@name`; `undefined` for anything else. */
export function parseListenAddress(text: string): Address | SocketAddress | undefined {
  const isSocket = text.includes('/') || (text.startsWith('@') && text.length > 1);
  if (!isSocket) return parseAddress(text);
  return Buffer.byteLength(text) <= MAX_SOCKET_PATH && !text.includes('\0') ? { path: text } : undefined;
}
