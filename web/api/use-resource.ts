import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, fetchJson } from './client.js';

export interface Resource<T> {
  /** What came last, also while something newer is on its way. */
  readonly data?: T;
  readonly error?: ApiError;
  readonly isLoading: boolean;
  reload(this: void): void;
}

interface State<T> {
  readonly data?: T;
  readonly error?: ApiError;
  readonly isLoading: boolean;
}

/** JSON of a path. A new path or `reload` asks anew; an answer that comes after that is thrown away. */
export function useResource<T>(path: string): Resource<T> {
  const [state, setState] = useState<State<T>>({ isLoading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState(({ data }) => ({ data, isLoading: true }));
    fetchJson<T>(path, { signal: abort.signal }).then(
      (data) => setState({ data, isLoading: false }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState(({ data }) => ({ data, error: asApiError(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [path, round]);
  const reload = useCallback(() => setRound((number) => number + 1), []);
  return { ...state, reload };
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, error instanceof Error ? error.message : String(error));
