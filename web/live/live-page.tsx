import type { VNode } from 'preact';
import { formatCount } from '../format/number.js';
import { Icon } from '../ui/icon.js';
import { LiveFilters } from './live-filters.js';
import { LiveTable } from './live-table.js';
import { useLiveTail, type LiveTail } from './use-live-tail.js';

export function LivePage(): VNode {
  const tail = useLiveTail();
  return (
    <div class="page live-page">
      <header class="page-header">
        <h1>Live</h1>
        <State tail={tail} />
        <div class="button-group">
          <button type="button" class="button" onClick={tail.isPaused ? tail.resume : tail.pause}>
            <Icon name={tail.isPaused ? 'play' : 'pause'} />
            {tail.isPaused
              ? `Resume${tail.waiting > 0 ? ` (${formatCount(tail.waiting)} new)` : ''}`
              : 'Pause'}
          </button>
          <button type="button" class="button" onClick={tail.clear}>
            Clear
          </button>
        </div>
      </header>
      <LiveFilters />
      <LiveTable traces={tail.traces} isPaused={tail.isPaused} />
    </div>
  );
}

const STATES = {
  connecting: 'connecting…',
  open: 'following',
  lost: 'lost the gateway; trying again',
  refused: 'refused: load this page again',
} as const;

function State({ tail: { state, isPaused, skipped, seen } }: { readonly tail: LiveTail }): VNode {
  return (
    <p class="live-state quiet">
      <span class={`pulse ${isPaused ? 'paused' : state}`} aria-hidden="true" />
      <span role="status">{isPaused ? 'paused' : STATES[state]}</span>
      <span class="figures"> · {formatCount(seen)} seen</span>
      {skipped > 0 && <span class="figures refused-text"> · {formatCount(skipped)} skipped</span>}
    </p>
  );
}
