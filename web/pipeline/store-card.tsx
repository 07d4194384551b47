import type { VNode } from 'preact';
import type { StoreState } from '../../src/console/model/pipeline-state.js';
import { formatBytes, formatCount } from '../format/number.js';
import { formatAge } from '../format/time.js';
import { FactList } from '../ui/fact-list.js';

export function StoreCard({ store }: { readonly store: StoreState }): VNode {
  const { traces, maxTraces, bytes, maxBytes } = store;
  return (
    <section class="card">
      <h2>Store of the console</h2>
      <Fill
        label="Traces"
        text={`${formatCount(traces)} of ${formatCount(maxTraces)}`}
        share={traces / maxTraces}
      />
      <Fill
        label="Memory"
        text={`${formatBytes(bytes)} of ${formatBytes(maxBytes)}`}
        share={bytes / maxBytes}
      />
      <FactList
        facts={[
          ['Spans', formatCount(store.spans)],
          ['Log lines', formatCount(store.logs)],
          ['Oldest trace', store.oldest === undefined ? '–' : formatAge(store.oldest, Date.now())],
          ['Made room for newer', formatCount(store.evicted)],
          ['… errors and slow ones', formatCount(store.evictedProtected)],
          ['Spans that others sent', formatCount(store.ingested.spans)],
          ['Refused requests of theirs', formatCount(store.ingested.refusedRequests)],
          ['File', store.file ?? 'none: in memory only'],
        ]}
      />
    </section>
  );
}

function Fill({ label, text, share }: { label: string; text: string; share: number }): VNode {
  return (
    <div class="fill">
      <div class="fill-text">
        <span>{label}</span>
        <span class="figures">{text}</span>
      </div>
      <meter min={0} max={1} value={Math.min(1, share)} aria-label={`${label}: ${text}`} />
    </div>
  );
}
