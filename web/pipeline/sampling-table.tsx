import type { VNode } from 'preact';
import type { GatewayPipeline } from '../../src/console/model/pipeline-state.js';
import { formatCount, formatShare } from '../format/number.js';
import { TableHead } from '../ui/table-head.js';

const REASONS: Readonly<Record<string, string>> = {
  error: 'The request failed',
  slow: 'The request was slow',
  ratio: 'Within the ratio',
  parent_sampled: 'The caller keeps its trace',
  parent_not_sampled: 'The caller does not keep its trace',
  not_sampled: 'Beyond the ratio',
  overload: 'Too many were under way',
  over_budget: 'Counted only: more came than the console takes whole',
  timeout: 'It did not end in time',
};

export function SamplingTable({
  gateway: { sampling, lateSpans },
}: {
  readonly gateway: GatewayPipeline;
}): VNode {
  const total = sampling.reduce((sum, { traces }) => sum + traces, 0);
  const rows = sampling.toSorted((a, b) => b.traces - a.traces);
  return (
    <section class="card">
      <h2>Decisions of the sampler</h2>
      {rows.length === 0 && <p class="quiet">No trace has ended yet.</p>}
      {rows.length > 0 && (
        <table class="table plain">
          <TableHead texts={['Outcome', 'Why']} numbers={['Traces', 'Share']} />
          <tbody>
            {rows.map(({ keep, reason, traces }) => (
              <tr key={`${keep} ${reason}`}>
                <td>
                  <span class={`badge ${keep ? 'ok' : 'neutral'}`}>{keep ? 'kept' : 'dropped'}</span>
                </td>
                <td>{REASONS[reason] ?? reason}</td>
                <td class="number">{formatCount(traces)}</td>
                <td class="number">{formatShare(traces / total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="quiet">
        The console counts all of them; exporters get what is kept.
        {lateSpans > 0 && ` ${formatCount(lateSpans)} spans ended after their trace was dropped.`}
      </p>
    </section>
  );
}
