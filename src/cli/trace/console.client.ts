import type { TraceDetail } from '../../console/model/trace-detail.js';
import { ConsoleError } from './console.error.js';
import { serverEvents, type ServerEvent } from './event-lines.js';

/** Asks the console of a running gateway. */
export class ConsoleClient {
  private readonly base: URL;
  private readonly token: string | undefined;

  /** @param url of the console, which may have the token in its query */
  constructor(url: string, token: string | undefined) {
    this.base = new URL(url);
    this.token = token ?? this.base.searchParams.get('token') ?? undefined;
    this.base.search = '';
  }

  /** What comes in from now on, until `signal`. @throws ConsoleError */
  async *follow(query: URLSearchParams, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    try {
      const { body } = await this.get('api/live', query, signal);
      if (body) yield* serverEvents(body.pipeThrough(new TextDecoderStream()));
    } catch (error) {
      if (signal.aborted) return;
      throw error instanceof ConsoleError ? error : new ConsoleError('the console has gone');
    }
    if (!signal.aborted) throw new ConsoleError('the console has gone');
  }

  /** @param id of a trace or of a request @throws ConsoleError */
  async trace(id: string): Promise<TraceDetail> {
    const response = await this.get(`api/traces/${encodeURIComponent(id)}`);
    return (await response.json()) as TraceDetail;
  }

  private async get(path: string, query?: URLSearchParams, signal?: AbortSignal): Promise<Response> {
    if (this.token === undefined) {
      throw new ConsoleError(
        'a token is needed: give the URL that the gateway prints at its start by --url, or --token',
      );
    }
    const url = new URL(path, this.base);
    if (query) url.search = query.toString();
    const headers = { authorization: `Bearer ${this.token}`, accept: 'application/json, text/event-stream' };
    const response = await fetch(url, { headers, ...(signal && { signal }) }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ConsoleError(`there is no console at ${this.base.origin}: ${reasonOf(error)}`);
    });
    if (!response.ok) throw new ConsoleError(await complaintOf(response, this.base.origin));
    return response;
  }
}

/** What the network says: `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  return code ?? message ?? 'it does not answer';
}

async function complaintOf(response: Response, origin: string): Promise<string> {
  if (response.status === 401) return `the console at ${origin} does not know this token`;
  const body = (await response.json().catch(() => undefined)) as
    { readonly error?: { readonly message?: string; readonly position?: number } } | undefined;
  const { message, position } = body?.error ?? {};
  if (message === undefined)
    return `what is at ${origin} is no console of a gateway: it answered ${response.status}`;
  return position === undefined ? message : `${message} (at character ${position + 1})`;
}
