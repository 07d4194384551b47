import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchJson, queryOf } from '../api/client.js';
import { operatorsFor, optionsOf, PLAIN_NAMES, WORDS, type Completion } from './query-completion.js';

const NONE: readonly string[] = [];

/** What a query can go on with: names and values of what is stored. Each list is asked for once. */
export function useQueryOptions(completion: Completion | undefined): readonly string[] {
  const lists = useRef(new Map<string, readonly string[]>());
  const [, setCount] = useState(0);
  const path = completion && pathOf(completion);
  useEffect(() => {
    if (path === undefined || lists.current.has(path)) return;
    lists.current.set(path, NONE);
    fetchJson<{ values: readonly string[] }>(path).then(
      ({ values }) => {
        lists.current.set(path, values);
        setCount((count) => count + 1);
      },
      // Suggestions are a help; without them one types.
      () => undefined,
    );
  }, [path]);
  if (!completion) return NONE;
  const stored = (path !== undefined && lists.current.get(path)) || NONE;
  return optionsOf(knownOf(completion, stored), completion.typed);
}

function knownOf({ kind, field }: Completion, stored: readonly string[]): readonly string[] {
  if (kind === 'name') return [...PLAIN_NAMES, ...stored];
  return kind === 'operator' ? operatorsFor(field) : (WORDS[field] ?? stored);
}

/** Where the gateway tells what it has; `undefined` where it need not be asked. */
function pathOf({ kind, field }: Completion): string | undefined {
  if (kind === 'name') return '/api/suggest?scope=attributeName';
  if (kind !== 'value') return undefined;
  if (field === 'name' || field === 'rootName') return '/api/suggest?scope=spanName';
  if (field === 'rootServiceName' || /^(resource)?\.service\.name$/.test(field))
    return '/api/suggest?scope=service';
  const attribute = /^(?:span|resource|event|link)?\.(.+)$/s.exec(field)?.[1];
  return attribute && `/api/suggest${queryOf({ scope: 'attribute', attribute })}`;
}
