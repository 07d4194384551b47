import type { VNode } from 'preact';
import type { SpanEvent } from '../../src/console/model/trace-detail.js';
import { formatDuration } from '../format/duration.js';
import { AttributeTable, LongText } from './attribute-table.js';

interface SpanEventsProps {
  readonly events: readonly SpanEvent[];
  /** Of the span: what events are timed from. */
  readonly start: number;
}

/** Events of one span that are shown at most. */
const SHOWN = 200;

export function SpanEvents({ events, start }: SpanEventsProps): VNode | null {
  if (events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      {events.slice(0, SHOWN).map((event, index) => (
        <Event key={index} event={event} after={event.time - start} />
      ))}
      {events.length > SHOWN && <p class="quiet">{events.length - SHOWN} more events are not shown.</p>}
    </section>
  );
}

function Event({ event, after }: { readonly event: SpanEvent; readonly after: number }): VNode {
  const {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
    ...others
  } = event.attributes;
  const isException = event.name === 'exception';
  return (
    <div class={`span-event ${isException ? 'exception' : ''}`}>
      <p class="event-title">
        <strong>{isException ? String(type ?? 'exception') : event.name}</strong>
        <time>+{formatDuration(after)}</time>
      </p>
      {message !== undefined && (
        <p>
          <LongText text={String(message)} />
        </p>
      )}
      {stack !== undefined && (
        <pre class="stack" tabIndex={0} aria-label="Stack">
          {String(stack)}
        </pre>
      )}
      {Object.keys(others).length > 0 && <AttributeTable attributes={others} />}
    </div>
  );
}
