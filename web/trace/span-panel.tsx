import type { VNode } from 'preact';
import type { TraceDetail, TraceSpan } from '../../src/console/model/trace-detail.js';
import { formatDuration } from '../format/duration.js';
import { formatShare } from '../format/number.js';
import { formatClock } from '../format/time.js';
import { setQuery } from '../router.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { AttributeTable } from './attribute-table.js';
import { SpanEvents } from './span-events.js';
import { SpanLinks } from './span-links.js';
import { pathTo, type TraceTree } from './trace-tree.js';
import type { WaterfallAction } from './waterfall-state.js';

interface SpanPanelProps {
  readonly detail: TraceDetail;
  readonly tree: TraceTree;
  readonly index: number;
  act(this: void, action: WaterfallAction): void;
}

export function SpanPanel({ detail, tree, index, act }: SpanPanelProps): VNode {
  const span = tree.spans[index]!;
  return (
    <aside class="span-panel" aria-label={`Span ${span.name}`} tabIndex={-1}>
      <Breadcrumb tree={tree} index={index} />
      <PanelHeader span={span} index={index} act={act} />
      <SpanFacts span={span} tree={tree} />
      {span.statusMessage && (
        <p class={`status-message ${span.status === 'ERROR' ? 'error-text' : ''}`}>{span.statusMessage}</p>
      )}
      <SpanEvents events={span.events} start={span.start} />
      <section>
        <h3>Attributes</h3>
        <AttributeTable attributes={span.attributes} />
      </section>
      <SpanLinks span={span} />
      <SpanLogs detail={detail} span={span} />
    </aside>
  );
}

/** The way from the root, each step a way back. */
function Breadcrumb({ tree, index }: { readonly tree: TraceTree; readonly index: number }): VNode {
  return (
    <nav class="breadcrumb" aria-label="Path of the span">
      <ol>
        {pathTo(tree, index).map((at) => (
          <li key={at}>
            <button
              type="button"
              class="link"
              aria-current={at === index ? 'true' : undefined}
              onClick={() => setQuery({ span: tree.spans[at]!.spanId })}
            >
              {tree.spans[at]!.name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function PanelHeader({
  span,
  index,
  act,
}: {
  span: TraceSpan;
  index: number;
  act: SpanPanelProps['act'];
}): VNode {
  return (
    <header class="panel-header">
      <h2>{span.name}</h2>
      <button
        type="button"
        class="icon-button"
        aria-label="Show only this subtree"
        title="Show only this subtree (f)"
        onClick={() => act({ do: 'focus', index })}
      >
        <Icon name="focus" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Close the details"
        title="Close (Esc)"
        onClick={() => setQuery({ span: undefined })}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}

function SpanFacts({ span, tree }: { readonly span: TraceSpan; readonly tree: TraceTree }): VNode {
  const whole = tree.end - tree.start;
  const facts: readonly (readonly [name: string, text: string])[] = [
    ['Duration', formatDuration(span.duration)],
    ['Self', `${formatDuration(span.selfTime)} (${formatShare(whole > 0 ? span.selfTime / whole : 0)})`],
    ['Begins after', formatDuration(span.start - tree.start)],
    ['Status', span.status.toLowerCase()],
    ['Kind', span.kind.toLowerCase()],
    ['Service', span.service],
    ['Scope', span.scope],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={text === 'error' ? 'error-text' : undefined}>{text || '–'}</dd>
        </div>
      ))}
      <div>
        <dt>Span id</dt>
        <dd>
          <code>{span.spanId}</code>
          <CopyButton text={span.spanId} what="span id" />
        </dd>
      </div>
    </dl>
  );
}

function SpanLogs({
  detail,
  span,
}: {
  readonly detail: TraceDetail;
  readonly span: TraceSpan;
}): VNode | null {
  const lines = detail.logs.filter(({ spanId }) => spanId === span.spanId);
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>Logs</h3>
      <ol class="span-logs">
        {lines.map((line, index) => (
          <li key={index}>
            <time>{formatClock(line.time)}</time> <span class={`level ${line.level}`}>{line.level}</span>{' '}
            {line.context}: {line.message}
          </li>
        ))}
      </ol>
    </section>
  );
}
