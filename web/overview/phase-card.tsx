import type { VNode } from 'preact';
import type { OperationRed } from '../../src/console/model/overview.js';
import { PhaseBar, PhaseList } from '../charts/phase-bar.js';

export function PhaseCard({ total }: { readonly total: OperationRed }): VNode {
  return (
    <section class="card">
      <h2>Where the time goes</h2>
      <PhaseBar times={total.phases} label="All requests" />
      <PhaseList times={total.phases} count={total.count} />
      <p class="quiet">Share of all requests, and time of one on average.</p>
    </section>
  );
}
