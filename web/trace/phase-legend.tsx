import type { VNode } from 'preact';
import type { TraceSpan } from '../../src/console/model/trace-detail.js';
import { PHASE_LABELS, phaseColour, phaseOf, PHASES, type Phase } from '../ui/phase.js';

/** What the colours of the spans stand for. */
export function PhaseLegend({ spans }: { readonly spans: readonly TraceSpan[] }): VNode {
  const there = new Set<Phase>(spans.map(({ name }) => phaseOf(name)));
  return (
    <ul class="legend" aria-label="Colours">
      {PHASES.filter((phase) => there.has(phase)).map((phase) => (
        <li key={phase}>
          <span class="dot" style={{ background: phaseColour(phase) }} />
          {PHASE_LABELS[phase]}
        </li>
      ))}
    </ul>
  );
}
