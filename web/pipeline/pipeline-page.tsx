import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PipelineState } from '../../src/console/model/pipeline-state.js';
import { useResource } from '../api/use-resource.js';
import { formatAge, formatMoment } from '../format/time.js';
import { ErrorNotice } from '../ui/notice.js';
import { ExporterTable } from './exporter-table.js';
import { RecorderCard } from './recorder-card.js';
import { SamplingTable } from './sampling-table.js';
import { SettingsTable } from './settings-table.js';
import { StoreCard } from './store-card.js';

/** Milliseconds between two looks. */
const REFRESH = 2_000;

/** How traces fare: what is kept and why, what waits, what was lost. */
export function PipelinePage(): VNode {
  const { data, error, reload } = useResource<PipelineState>('/api/pipeline');
  useEffect(() => {
    const timer = setInterval(() => document.hidden || reload(), REFRESH);
    return () => clearInterval(timer);
  }, [reload]);
  if (!data) return error ? <ErrorNotice error={error} /> : <div class="page loading" aria-busy="true" />;
  return (
    <div class="page pipeline-page">
      <header class="page-header">
        <h1>Pipeline</h1>
        <p class="quiet">
          Glassgate {data.version}, started{' '}
          <time title={formatMoment(data.startedAt)}>{formatAge(data.startedAt, Date.now())}</time>
        </p>
        {error && <span class="error-text">{error.message}</span>}
      </header>
      <div class="columns pipeline-columns">
        <SamplingTable gateway={data.gateway} />
        <RecorderCard gateway={data.gateway} />
        <StoreCard store={data.store} />
        <ExporterTable exporters={data.gateway.exporters} />
      </div>
      <SettingsTable settings={data.settings} />
    </div>
  );
}
