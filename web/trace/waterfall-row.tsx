import type { VNode } from 'preact';
import { formatDuration } from '../format/duration.js';
import { formatCount } from '../format/number.js';
import { setQuery } from '../router.js';
import { Icon } from '../ui/icon.js';
import { phaseColour, phaseOf } from '../ui/phase.js';
import { GapBar, SpanBar } from './span-bar.js';
import { ROW_HEIGHT, type GapRow, type Row, type SpanRow } from './trace-rows.js';
import type { Waterfall } from './use-waterfall.js';
import { keyOf } from './waterfall-state.js';

interface RowProps<T> {
  readonly row: T;
  /** Among all rows, from 0. */
  readonly position: number;
  readonly isCurrent: boolean;
  readonly waterfall: Waterfall;
}

/** Pixels of one level of the tree. Deeper levels than the last stand on it. */
const INDENT = 14;
const DEEPEST = 24;

export function WaterfallRow(props: RowProps<Row>): VNode {
  const { row, position, isCurrent, waterfall } = props;
  const { tree, selected, act } = waterfall;
  const choose = (): void => {
    act({ do: 'move', cursor: keyOf(row) });
    setQuery({ span: tree.spans[row.index]!.spanId });
  };
  const isSelected = row.kind === 'span' && row.index === selected;
  return (
    <div
      role="row"
      id={keyOf(row)}
      class={`row ${row.kind} ${isCurrent ? 'current' : ''} ${isSelected ? 'selected' : ''} ${emphasisOf(row, waterfall)}`}
      aria-level={row.depth + 1}
      aria-rowindex={position + 1}
      aria-expanded={row.kind === 'span' ? row.isExpanded : undefined}
      aria-selected={isSelected}
      style={{ transform: `translateY(${position * ROW_HEIGHT}px)` }}
      onClick={choose}
    >
      {row.kind === 'span' ? (
        <SpanCells row={row} waterfall={waterfall} />
      ) : (
        <GapCells row={row} waterfall={waterfall} />
      )}
    </div>
  );
}

function emphasisOf(row: Row, { matches, isHiding, critical, tree }: Waterfall): string {
  if (row.kind === 'gap') return '';
  if (matches) return matches[row.index] ? (isHiding ? '' : 'match') : 'dim';
  return critical && !critical.has(tree.spans[row.index]!.spanId) ? 'dim' : '';
}

const indented = (depth: number): { paddingLeft: string } => ({
  paddingLeft: `${8 + Math.min(depth, DEEPEST) * INDENT}px`,
});

function SpanCells({ row, waterfall }: { readonly row: SpanRow; readonly waterfall: Waterfall }): VNode {
  const { tree } = waterfall;
  const span = tree.spans[row.index]!;
  const isForeign = span.service !== tree.spans[0]?.service;
  return (
    <>
      <div role="gridcell" class="row-name" style={indented(row.depth)}>
        <Toggle row={row} waterfall={waterfall} />
        <span class="dot" style={{ background: phaseColour(phaseOf(span.name)) }} />
        {isForeign && <span class="service">{span.service}</span>}
        <span class="span-name" title={span.name}>
          {span.name}
        </span>
        {row.isExpanded === false && (
          <span class="hidden-count">{formatCount(hiddenBelow(tree.ends, row.index))}</span>
        )}
        {span.status === 'ERROR' && (
          <span class="error-mark" title={span.statusMessage || 'Error'}>
            <span class="visually-hidden">Error</span>
          </span>
        )}
        {span.isOrphan && (
          <span class="tag" title="Its parent is not in the store">
            orphan
          </span>
        )}
      </div>
      <div role="gridcell" class="row-time">
        <SpanBar span={span} waterfall={waterfall} />
      </div>
    </>
  );
}

const hiddenBelow = (ends: Int32Array, index: number): number => ends[index]! - index - 1;

function Toggle({
  row: { index, isExpanded },
  waterfall: { act },
}: {
  row: SpanRow;
  waterfall: Waterfall;
}): VNode {
  if (isExpanded === undefined) return <span class="toggle" />;
  const toggle = (event: Event): void => {
    event.stopPropagation();
    act({ do: isExpanded ? 'collapse' : 'expand', index });
  };
  return (
    <button
      type="button"
      class={`toggle ${isExpanded ? 'open' : ''}`}
      tabIndex={-1}
      aria-label={isExpanded ? 'Collapse' : 'Expand'}
      onClick={toggle}
    >
      <Icon name="chevron" />
    </button>
  );
}

function GapCells({ row, waterfall }: { readonly row: GapRow; readonly waterfall: Waterfall }): VNode {
  return (
    <>
      <div role="gridcell" class="row-name" style={indented(row.depth)}>
        <span class="toggle" />
        <span class="span-name">untraced {formatDuration(row.gap.end - row.gap.start)}</span>
      </div>
      <div role="gridcell" class="row-time">
        <GapBar gap={row.gap} waterfall={waterfall} />
      </div>
    </>
  );
}
