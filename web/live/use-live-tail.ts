import { useEffect, useReducer, useState } from 'preact/hooks';
import type { TraceSummary } from '../../src/console/model/trace-summary.js';
import { queryOf } from '../api/client.js';
import { usePlace } from '../router.js';
import { fieldsOf, traceQueryOf } from '../search/search-fields.js';
import { EMPTY_TAIL, tailReducer, type TailAction } from './tail-buffer.js';

/** `refused`: the gateway has answered, but not with events; the browser does not try again. */
export type LiveState = 'connecting' | 'open' | 'lost' | 'refused';

export interface LiveTail {
  readonly traces: readonly TraceSummary[];
  readonly waiting: number;
  readonly isPaused: boolean;
  readonly seen: number;
  readonly skipped: number;
  readonly state: LiveState;
  pause(this: void): void;
  resume(this: void): void;
  clear(this: void): void;
}

/** Milliseconds: the page is drawn so often at most, whatever comes. */
const BEAT = 200;

/** Traces between two beats; what is beyond is counted only. */
const MAX_PENDING = 1_000;

export function useLiveTail(): LiveTail {
  const { query } = usePlace();
  const [tail, act] = useReducer(tailReducer, EMPTY_TAIL);
  const [state, setState] = useState<LiveState>('connecting');
  const { limit: _limit, from: _from, ...wanted } = traceQueryOf(fieldsOf(query), 0);
  const path = `/api/live${queryOf(wanted)}`;
  useEffect(() => {
    act({ do: 'clear' });
    return follow(path, act, setState);
  }, [path]);
  const { traces, waiting, isPaused, seen, skipped } = tail;
  return {
    traces,
    isPaused,
    seen,
    skipped,
    state,
    waiting: waiting.length,
    pause: () => act({ do: 'pause' }),
    resume: () => act({ do: 'resume' }),
    clear: () => act({ do: 'clear' }),
  };
}

function follow(
  path: string,
  act: (action: TailAction) => void,
  setState: (state: LiveState) => void,
): () => void {
  setState('connecting');
  const source = new EventSource(path);
  let pending: TraceSummary[] = [];
  let unseen = 0;
  const timer = setInterval(() => {
    if (pending.length > 0) act({ do: 'add', traces: pending });
    if (unseen > 0) act({ do: 'skip', count: unseen });
    pending = [];
    unseen = 0;
  }, BEAT);
  source.addEventListener('open', () => setState('open'));
  source.addEventListener('error', () => {
    setState(source.readyState === EventSource.CLOSED ? 'refused' : 'lost');
  });
  source.addEventListener('trace', ({ data }: MessageEvent<string>) => {
    if (pending.length < MAX_PENDING) pending.push(JSON.parse(data) as TraceSummary);
    else unseen += 1;
  });
  source.addEventListener('skipped', ({ data }: MessageEvent<string>) => {
    unseen += (JSON.parse(data) as { count: number }).count;
  });
  return () => {
    clearInterval(timer);
    source.close();
  };
}
