import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { queryOf } from '../api/client.js';
import { useResource, type Resource } from '../api/use-resource.js';
import { formatDuration } from '../format/duration.js';
import { formatCount } from '../format/number.js';
import { EmptyStore } from '../overview/empty-store.js';
import { usePlace } from '../router.js';
import { ErrorNotice, Notice } from '../ui/notice.js';
import { ScatterPlot } from './scatter-plot.js';
import { fieldsOf, spanConditionsOf, traceQueryOf, type SearchFields } from './search-fields.js';
import { SearchForm } from './search-form.js';
import { TraceTable } from './trace-table.js';

export function SearchPage(): VNode {
  const { query } = usePlace();
  const text = query.toString();
  const fields = useMemo(() => fieldsOf(new URLSearchParams(text)), [text]);
  // The end of the time is when the search was asked for, not when the page is drawn.
  const path = useMemo(() => `/api/traces${queryOf({ ...traceQueryOf(fields, Date.now()) })}`, [fields]);
  const matches = useResource<TraceMatches>(path);
  return (
    <div class="page search-page">
      <header class="page-header">
        <h1>Search</h1>
        <Summary matches={matches} />
      </header>
      <SearchForm
        key={text}
        fields={fields}
        error={matches.error}
        isLoading={matches.isLoading}
        onAgain={matches.reload}
      />
      <Results matches={matches} fields={fields} />
    </div>
  );
}

function Summary({ matches: { data, error } }: { readonly matches: Resource<TraceMatches> }): VNode {
  const { traces = [], matched = 0, scanned = 0, took = 0 } = (!error && data) || {};
  const found =
    matched > traces.length
      ? `${formatCount(traces.length)} of ${formatCount(matched)}`
      : formatCount(matched);
  return (
    <p class="quiet" role="status">
      {data && !error
        ? `${found} ${matched === 1 ? 'trace' : 'traces'}; looked at ${formatCount(scanned)} in ${formatDuration(took)}`
        : ''}
    </p>
  );
}

interface ResultsProps {
  readonly matches: Resource<TraceMatches>;
  readonly fields: SearchFields;
}

function Results({ matches: { data, error }, fields }: ResultsProps): VNode | null {
  if (error && error.status !== 400) return <ErrorNotice error={error} />;
  if (!data || error) return <div class="loading" aria-busy={!error} />;
  if (data.scanned === 0 && !fields.id) return <EmptyStore title="No trace is stored yet" />;
  if (data.traces.length === 0) {
    return (
      <Notice title="No trace matches">
        <p>
          Ask for less, or look at a longer time. <a href="/search">Show all traces</a>
        </p>
      </Notice>
    );
  }
  const conditions = spanConditionsOf(fields);
  return (
    <>
      <ScatterPlot traces={data.traces} conditions={conditions} />
      <TraceTable traces={data.traces} fields={fields} conditions={conditions} />
    </>
  );
}
