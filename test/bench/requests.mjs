import { signRequest } from '../../dist/auth/sigv4/sign-request.js';
import { ROOT_ACCESS, ROOT_SECRET } from './processes.mjs';

const REGION = 'us-east-1';

function signed(port, { method, target, ...rest }) {
  const url = `http://127.0.0.1:${port}${target}`;
  return signRequest({ method, url, access: ROOT_ACCESS, secret: ROOT_SECRET, region: REGION, ...rest });
}

/**
 * A request as bytes, signed now: good for 15 minutes. With `length` the body is sent by the load generator.
 * @param request method, target, body or length, payloadHash
 */
export function requestBytes(port, { body, length, ...request }) {
  const size = body?.length ?? length;
  const headers = {
    ...(size !== undefined && { 'content-length': String(size) }),
    'user-agent': 'glassgate-bench',
    'accept-encoding': 'identity',
  };
  const all = signed(port, { ...request, headers, body });
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${request.method} ${request.target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** One request outside the measurement. @throws Error for any answer but 2xx */
export async function call(port, request) {
  const { host: _host, ...headers } = signed(port, request);
  const { method, target, body } = request;
  const response = await fetch(`http://127.0.0.1:${port}${target}`, { method, headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${text}`);
  return text;
}
