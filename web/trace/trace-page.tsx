import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { TraceDetail } from '../../src/console/model/trace-detail.js';
import { useResource } from '../api/use-resource.js';
import { formatCount } from '../format/number.js';
import { navigate, setQuery, usePlace, withQuery, currentPlace } from '../router.js';
import { ErrorNotice, Notice } from '../ui/notice.js';
import { Tabs } from '../ui/tabs.js';
import { isRequestOnly } from './failing-span.js';
import { LogTable } from './log-table.js';
import { PhaseLegend } from './phase-legend.js';
import { StatisticsTable } from './statistics-table.js';
import { TraceHeader } from './trace-header.js';
import { treeOf } from './trace-tree.js';
import { WaterfallView } from './waterfall-view.js';

const TABS = ['waterfall', 'statistics', 'logs'] as const;

export function TracePage({ id }: { readonly id: string }): VNode {
  const { data, error } = useResource<TraceDetail>(`/api/traces/${encodeURIComponent(id)}`);
  const traceId = data?.summary.traceId;
  useEffect(() => {
    if (traceId && traceId !== id)
      navigate(withQuery(`/trace/${traceId}`, currentPlace().query), { replace: true });
  }, [traceId, id]);
  if (error?.status === 404) return <NoTrace id={id} />;
  if (error && !data) return <ErrorNotice error={error} />;
  return data ? <Trace detail={data} /> : <div class="page loading" aria-busy="true" />;
}

function NoTrace({ id }: { readonly id: string }): VNode {
  return (
    <Notice title="This trace is not in the store">
      <p>
        <code>{id}</code> is neither the id of a stored trace nor the <code>x-amz-request-id</code> of a
        request in one. Old traces leave the store when it is full.
      </p>
      <p>
        <a href="/search">Search for others</a>
      </p>
    </Notice>
  );
}

function Trace({ detail }: { readonly detail: TraceDetail }): VNode {
  const tree = useMemo(() => treeOf(detail), [detail]);
  const { query } = usePlace();
  const tab = TABS.find((name) => name === query.get('tab')) ?? 'waterfall';
  const labels = {
    waterfall: 'Waterfall',
    statistics: 'Statistics',
    logs: `Logs (${formatCount(detail.logs.length)})`,
  };
  return (
    <div class="page trace-page">
      <TraceHeader detail={detail} />
      <div class="tab-bar">
        <Tabs
          tabs={TABS.map((name) => [name, labels[name]])}
          current={tab}
          onChoose={(name) => setQuery({ tab: name === 'waterfall' ? undefined : name })}
        />
        {tab === 'waterfall' && <PhaseLegend spans={detail.spans} />}
      </div>
      {isRequestOnly(detail) && (
        <p class="banner" role="note">
          Only the request itself was noted: more requests came than the console takes whole (
          <code>--console-traces-per-second</code>).
        </p>
      )}
      {detail.truncatedSpans > 0 && (
        <p class="banner" role="note">
          {formatCount(detail.truncatedSpans)} more spans are not shown; the download has them.
        </p>
      )}
      <div id={`panel-${tab}`} role="tabpanel" aria-labelledby={`tab-${tab}`} class="trace-panel">
        {tab === 'waterfall' && <WaterfallView detail={detail} tree={tree} />}
        {tab === 'statistics' && <StatisticsTable spans={detail.spans} />}
        {tab === 'logs' && <LogTable logs={detail.logs} tree={tree} />}
      </div>
    </div>
  );
}
