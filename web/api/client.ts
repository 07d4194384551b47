/** What the console answered instead of what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    message: string,
    /** Of a wrong query: index of the character. */
    readonly position?: number,
  ) {
    super(message);
  }
}

interface ErrorBody {
  readonly error?: { readonly message?: string; readonly position?: number } | string;
  readonly message?: string;
}

/** @throws ApiError for every answer but a 2xx with JSON */
export async function fetchJson<T>(
  path: string,
  init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, 'The gateway does not answer.');
  }
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  if (status === 401)
    return new ApiError(status, 'Open the URL that the gateway printed at its start: it has a new token.');
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const error = typeof body.error === 'object' ? body.error : undefined;
  return new ApiError(
    status,
    error?.message ?? body.message ?? `The console answered ${status}.`,
    error?.position,
  );
}

/** A query of what is given; `undefined` and empty values are left out. */
export function queryOf(fields: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}
