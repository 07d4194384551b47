import type { RefObject, VNode } from 'preact';
import { formatCount } from '../format/number.js';
import { setQuery, usePlace } from '../router.js';
import { Icon } from '../ui/icon.js';
import type { Waterfall } from './use-waterfall.js';
import { faultOf } from './span-matcher.js';
import { nextError } from './waterfall-keys.js';

interface WaterfallToolbarProps {
  readonly waterfall: Waterfall;
  readonly filterField: RefObject<HTMLInputElement>;
}

export function WaterfallToolbar({ waterfall, filterField }: WaterfallToolbarProps): VNode {
  return (
    <div class="toolbar" role="group" aria-label="Waterfall">
      <Filter waterfall={waterfall} field={filterField} />
      <Switches waterfall={waterfall} />
      <ErrorButtons waterfall={waterfall} />
      <TreeButtons waterfall={waterfall} />
    </div>
  );
}

function Filter({ waterfall, field }: { waterfall: Waterfall; field: RefObject<HTMLInputElement> }): VNode {
  const { filter, matches, matchCount } = waterfall;
  const fault = faultOf(filter);
  const change = (event: Event): void => {
    const { value } = event.currentTarget as HTMLInputElement;
    setQuery({ q: value, only: value ? '1' : undefined });
  };
  return (
    <div class="filter-box">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        value={filter}
        onInput={change}
        aria-label="Filter spans"
        aria-invalid={fault ? true : undefined}
        title={fault}
        placeholder="{ duration > 5ms }"
        spellcheck={false}
        autocomplete="off"
      />
      <output class="filter-count" aria-live="polite">
        {matches ? `${formatCount(matchCount)} of ${formatCount(matches.length)}` : ''}
      </output>
    </div>
  );
}

function Switches({ waterfall: { matches, isHiding } }: { waterfall: Waterfall }): VNode {
  const { query } = usePlace();
  const flip = (name: string) => (event: Event) =>
    setQuery({ [name]: (event.currentTarget as HTMLInputElement).checked ? '1' : undefined });
  return (
    <>
      <label class="check">
        <input type="checkbox" checked={isHiding} disabled={!matches} onChange={flip('only')} />
        Hide others
      </label>
      <label class="check">
        <input type="checkbox" checked={query.has('critical')} onChange={flip('critical')} />
        Critical path
      </label>
    </>
  );
}

function ErrorButtons({ waterfall }: { waterfall: Waterfall }): VNode {
  const { tree, rows, position, act } = waterfall;
  const hasErrors = tree.spans.some(({ status }) => status === 'ERROR');
  const go = (step: 1 | -1) => () => {
    const action = nextError(tree, rows[position] ?? { index: 0 }, step);
    if (action) act(action);
  };
  return (
    <div class="button-group" role="group" aria-label="Errors">
      <button type="button" class="button" disabled={!hasErrors} onClick={go(-1)}>
        Previous error
      </button>
      <button type="button" class="button" disabled={!hasErrors} onClick={go(1)}>
        Next error
      </button>
    </div>
  );
}

function TreeButtons({ waterfall: { state, act } }: { waterfall: Waterfall }): VNode {
  return (
    <div class="button-group" role="group" aria-label="Tree">
      <button type="button" class="button" onClick={() => act({ do: 'expandAll' })}>
        Expand
      </button>
      <button type="button" class="button" onClick={() => act({ do: 'collapseAll' })}>
        Collapse
      </button>
      {state.focus !== undefined && (
        <button type="button" class="button" onClick={() => act({ do: 'focus' })}>
          Whole trace
        </button>
      )}
      {state.window && (
        <button type="button" class="button" onClick={() => act({ do: 'zoom' })}>
          Reset zoom
        </button>
      )}
    </div>
  );
}
