import type { VNode } from 'preact';
import type { SpanLink, TraceSpan } from '../../src/console/model/trace-detail.js';
import { AttributeTable } from './attribute-table.js';

/** Spans of other traces that this one points to, and those that point to it. */
export function SpanLinks({ span }: { readonly span: TraceSpan }): VNode {
  return (
    <>
      <Links title="Links to" links={span.links} />
      <Links title="Linked from" links={span.backLinks} />
    </>
  );
}

function Links({
  title,
  links,
}: {
  readonly title: string;
  readonly links: readonly SpanLink[];
}): VNode | null {
  if (links.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="links">
        {links.map(({ traceId, spanId, attributes }) => (
          <li key={spanId}>
            <a href={`/trace/${traceId}?span=${spanId}`}>
              <code>{traceId.slice(0, 12)}…</code> span <code>{spanId}</code>
            </a>
            {Object.keys(attributes).length > 0 && <AttributeTable attributes={attributes} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
