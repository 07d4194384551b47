import { exclusiveTimes, type PhaseSpan } from '../../tracing/phases.js';
import type { SlowThresholds } from '../../tracing/sampling/slow-thresholds.js';
import { versitygwNames } from '../../tracing/versitygw-names.js';
import { UNKNOWN_OPERATION, type RequestCount } from './red/red-cell.js';
import { attributeOf, SERVER, type SpanRecord } from './span-record.js';

/** Reads of the spans of a local root what its request counts as. */
export class RequestCounter {
  /** Our own names by those that spans bear, where these differ. */
  private readonly ownNames: ReadonlyMap<string, string>;

  /** @param service of this gateway */
  constructor(
    private readonly service: string,
    spanNames: 'guide' | 'versitygw',
    private readonly slow: SlowThresholds,
  ) {
    const names = spanNames === 'versitygw' ? [...versitygwNames()] : [];
    this.ownNames = new Map(names.map(([own, other]) => [other, own]));
  }

  /** Whether the request, without the time that its client was waited for, took longer than it should. */
  isSlow(root: SpanRecord, group: readonly SpanRecord[]): boolean {
    const duration = root.end - root.start;
    if (duration < this.slow.least) return false;
    const operation = attributeOf(root, 's3.operation');
    const wait = group.reduce((sum, { clientWait }) => sum + clientWait, 0);
    return duration - wait >= this.slow.of(typeof operation === 'string' ? operation : undefined);
  }

  /**
   * `undefined`: these spans are of no request of this gateway, or its own is not among them.
   * @param group in the order of the starts
   */
  count(group: readonly SpanRecord[]): RequestCount | undefined {
    const [root] = group;
    if (!root?.isLocalRoot || root.kind !== SERVER || !this.isOwn(root)) return undefined;
    const spans = group.map((span) => this.phaseSpan(span));
    return {
      traceId: root.traceId,
      name: root.name,
      operation: String(attributeOf(root, 's3.operation') ?? UNKNOWN_OPERATION),
      start: root.start,
      end: root.end,
      status: Number(attributeOf(root, 'http.response.status_code') ?? 0),
      errorType: String(attributeOf(root, 'error.type') ?? ''),
      isSlow: this.isSlow(root, group),
      phases: isAlone(root) ? [] : exclusiveTimes({ span: spans[0]!, spans }),
    };
  }

  /** What others send says more of where it comes from. */
  private isOwn({ source }: SpanRecord): boolean {
    return source.service === this.service && source.resource === undefined;
  }

  private phaseSpan({ name, start, end, clientWait }: SpanRecord): PhaseSpan {
    return { name: this.ownNames.get(name) ?? name, startTime: start, endTime: end, clientWait };
  }
}

/** Nothing is known of how it spent its time. */
const isAlone = (root: SpanRecord): boolean => attributeOf(root, 'glassgate.request_only') === true;
