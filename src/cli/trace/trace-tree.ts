import type { TraceDetail, TraceSpan } from '../../console/model/trace-detail.js';
import { printable, shownDuration, type Paint } from './paint.js';

/** Spans deeper than this stand at this depth. */
const MAX_DEPTH = 60;

/** A trace as a tree: each span with its duration, its own time, and what went wrong. */
export function traceTree({ summary, spans, truncatedSpans, untraced }: TraceDetail, paint: Paint): string {
  const { traceId, requestId, duration, services } = summary;
  const head = [
    `trace ${traceId}`,
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    shownDuration(duration),
    `${spans.length} spans`,
    `untraced ${(untraced * 100).toFixed(0)} %`,
  ].join(', ');
  const lines = branches(spans).map((branch, index) => spanLine(branch, spans[index]!, services, paint));
  const rest = truncatedSpans > 0 ? [`… and ${truncatedSpans} further spans`] : [];
  return [head, ...lines, ...rest, ''].join('\n');
}

function spanLine(
  branch: string,
  span: TraceSpan,
  services: TraceDetail['summary']['services'],
  paint: Paint,
): string {
  const { name, service, duration, selfTime, childCount, isOrphan, status, statusMessage, attributes } = span;
  const error = attributes['error.type'] ?? statusMessage;
  return [
    `${paint('dim', branch)}${printable(name)}`,
    shownDuration(duration),
    ...(childCount > 0 ? [paint('dim', `self ${shownDuration(selfTime)}`)] : []),
    ...(services.length > 1 ? [paint('dim', printable(service))] : []),
    ...(isOrphan ? [paint('dim', '(parent not here)')] : []),
    ...(status === 'ERROR' ? [paint('red', printable(`ERROR ${String(error)}`.trim()))] : []),
  ].join('  ');
}

/** What stands before each span; from the last to the first, since it tells whether siblings follow. */
function branches(spans: readonly TraceSpan[]): string[] {
  const follows: boolean[] = [];
  const found: string[] = [];
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const depth = Math.min(spans[index]!.depth, MAX_DEPTH);
    const above = Array.from({ length: Math.max(0, depth - 1) }, (_, level) =>
      follows[level + 1] ? '│  ' : '   ',
    );
    found.push(depth === 0 ? '' : above.join('') + (follows[depth] ? '├─ ' : '└─ '));
    follows.length = depth + 1;
    follows[depth] = true;
  }
  return found.toReversed();
}
