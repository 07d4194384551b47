import type { ComponentChildren, VNode } from 'preact';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import type { SamplingOutcome, TraceSummary } from '../../src/console/model/trace-summary.js';
import { formatDuration } from '../format/duration.js';
import { formatBytes, formatCount, formatShare } from '../format/number.js';
import { formatMoment } from '../format/time.js';
import { setQuery } from '../router.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { StatusBadge } from '../ui/status-badge.js';
import { failingSpan, isRequestOnly } from './failing-span.js';

export function TraceHeader({ detail }: { readonly detail: TraceDetail }): VNode {
  const { summary } = detail;
  return (
    <header class="trace-header">
      <div class="trace-title">
        <StatusBadge trace={summary} />
        <h1>{summary.operation ?? summary.name}</h1>
        {summary.method && (
          <code class="request-line" title={`${summary.method} ${summary.path ?? ''}`}>
            {summary.method} {summary.path}
          </code>
        )}
        <div class="trace-downloads">
          <Download traceId={summary.traceId} format="jaeger" label="Jaeger JSON" />
          <Download traceId={summary.traceId} format="otlp" label="OTLP JSON" />
        </div>
      </div>
      <Facts detail={detail} />
    </header>
  );
}

function Download({ traceId, format, label }: { traceId: string; format: string; label: string }): VNode {
  return (
    <a class="button" href={`/api/traces/${traceId}/download?format=${format}`} download>
      <Icon name="download" />
      {label}
    </a>
  );
}

function Facts({ detail }: { readonly detail: TraceDetail }): VNode {
  const { summary, sentryEventId } = detail;
  return (
    <dl class="facts">
      <TimeFacts detail={detail} />
      <ErrorFacts detail={detail} />
      <Fact name="Start">{formatMoment(summary.start)}</Fact>
      {summary.sampling && <Fact name="Sampling">{samplingText(summary.sampling)}</Fact>}
      <Bytes summary={summary} />
      <IdFact name="Trace id" what="trace id" text={summary.traceId} />
      {summary.requestId && <IdFact name="Request id" what="request id" text={summary.requestId} />}
      {summary.accessKey && <Fact name="Access key">{summary.accessKey}</Fact>}
      {sentryEventId && <IdFact name="Sentry event" what="Sentry event id" text={sentryEventId} />}
      {summary.services.length > 1 && <Fact name="Services">{summary.services.join(', ')}</Fact>}
    </dl>
  );
}

function TimeFacts({ detail }: { readonly detail: TraceDetail }): VNode {
  const { summary, untraced } = detail;
  return (
    <>
      <Fact name="Duration" isStrong>
        {formatDuration(summary.duration)}
      </Fact>
      {summary.clientWait > 0 && (
        <Fact name="Waited for the client">{formatDuration(summary.clientWait)}</Fact>
      )}
      {!isRequestOnly(detail) && (
        <Fact name="Untraced" hint="Share of the request's time that no span below it covers">
          {formatShare(untraced)}
        </Fact>
      )}
    </>
  );
}

/** Red is for our faults, as in the badge. */
function ErrorFacts({ detail }: { readonly detail: TraceDetail }): VNode {
  const { spanCount, errorCount, errorType, status = 500 } = detail.summary;
  const tone = status >= 500 ? 'error-text' : 'refused-text';
  const show = (): void => setQuery({ span: failingSpan(detail)?.spanId, tab: undefined });
  return (
    <>
      <Fact name="Spans">
        {formatCount(spanCount)}
        {errorCount > 0 && <span class={tone}> · {formatCount(errorCount)} failed</span>}
      </Fact>
      {errorType && (
        <Fact name="Error" hint="Shows the span that it was thrown in">
          <button type="button" class={`link ${tone}`} onClick={show}>
            {errorType}
          </button>
        </Fact>
      )}
    </>
  );
}

function Bytes({ summary: { bytesIn = 0, bytesOut = 0 } }: { readonly summary: TraceSummary }): VNode | null {
  if (bytesIn + bytesOut === 0) return null;
  const parts = [
    bytesIn > 0 ? `${formatBytes(bytesIn)} in` : '',
    bytesOut > 0 ? `${formatBytes(bytesOut)} out` : '',
  ];
  return <Fact name="Bytes">{parts.filter(Boolean).join(', ')}</Fact>;
}

interface FactProps {
  readonly name: string;
  readonly hint?: string;
  readonly isStrong?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, hint, isStrong, children }: FactProps): VNode {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd class={isStrong ? 'strong' : undefined}>{children}</dd>
    </div>
  );
}

function IdFact({ name, what, text }: { name: string; what: string; text: string }): VNode {
  return (
    <Fact name={name}>
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </Fact>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  error: 'it failed',
  slow: 'it was slow',
  ratio: 'by the ratio',
  parent_sampled: 'as its parent was',
  parent_not_sampled: 'as its parent was',
  not_sampled: 'by the ratio',
  overload: 'too many were under way',
  timeout: 'it did not end in time',
};

const samplingText = ({ keep, reason }: SamplingOutcome): string =>
  `${keep ? 'kept' : 'not exported'}: ${REASONS[reason] ?? reason}`;
