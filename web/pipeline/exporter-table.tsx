import type { VNode } from 'preact';
import type { GatewayPipeline } from '../../src/console/model/pipeline-state.js';
import { formatCount } from '../format/number.js';
import { TableHead } from '../ui/table-head.js';

type Exporter = GatewayPipeline['exporters'][number];

export function ExporterTable({ exporters }: { readonly exporters: readonly Exporter[] }): VNode {
  return (
    <section class="card">
      <h2>Exporters</h2>
      {exporters.length === 0 ? (
        <p class="quiet">
          Traces stay here. <code>--otel-endpoint localhost:4317</code> sends those that are kept to Jaeger,
          Tempo or a collector too.
        </p>
      ) : (
        <div class="table-box" tabIndex={0} role="region" aria-label="Exporters">
          <table class="table">
            <TableHead
              texts={['Exporter']}
              numbers={['Exported', 'Queued', 'In flight', 'Dropped']}
              more={['Last failure']}
            />
            <tbody>
              {exporters.map((exporter) => (
                <ExporterRow key={exporter.name} exporter={exporter} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ExporterRow({ exporter }: { readonly exporter: Exporter }): VNode {
  const { name, exported, queued, inFlight, dropped, why } = exporter;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(dropped).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return (
    <tr>
      <td>{name}</td>
      <td class="number">{formatCount(exported)}</td>
      <td class="number">{formatCount(queued)}</td>
      <td class="number">{formatCount(inFlight)}</td>
      <td class="number" title={reasons.join(', ')}>
        {lost > 0 ? <span class="error-text">{formatCount(lost)}</span> : '0'}
      </td>
      <td>{why || <span class="quiet">none</span>}</td>
    </tr>
  );
}
