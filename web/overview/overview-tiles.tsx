import type { VNode } from 'preact';
import type { OperationRed } from '../../src/console/model/overview.js';
import { formatDuration } from '../format/duration.js';
import { formatCount, formatRate, formatShare } from '../format/number.js';

export function OverviewTiles({ total }: { readonly total: OperationRed }): VNode {
  const share = (count: number): string => formatShare(total.count > 0 ? count / total.count : 0);
  return (
    <dl class="tiles">
      <Tile name="Requests" value={formatCount(total.count)} note={`${formatRate(total.rate)} per second`} />
      <Tile
        name="Server errors"
        value={formatCount(total.errors)}
        note={share(total.errors)}
        tone={total.errors > 0 ? 'error' : undefined}
      />
      <Tile name="Refusals (4xx)" value={formatCount(total.refusals)} note={share(total.refusals)} />
      <Tile name="p50" value={formatDuration(total.p50)} note="median" />
      <Tile name="p95" value={formatDuration(total.p95)} note="of 20, one is slower" />
      <Tile name="p99" value={formatDuration(total.p99)} note={`longest ${formatDuration(total.max)}`} />
    </dl>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'error';
}

function Tile({ name, value, note, tone }: TileProps): VNode {
  return (
    <div class="card tile">
      <dt>{name}</dt>
      <dd class={`tile-value ${tone ?? ''}`}>{value}</dd>
      <dd class="tile-note">{note}</dd>
    </div>
  );
}
