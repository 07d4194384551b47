import type { VNode } from 'preact';
import { formatDuration } from '../format/duration.js';
import { formatShare } from '../format/number.js';
import { PHASE_LABELS, phaseColour, PHASES, type Phase } from '../ui/phase.js';

type Times = Readonly<Record<string, number>>;

const partsOf = (times: Times): { phase: Phase; time: number; share: number }[] => {
  const total = PHASES.reduce((sum, phase) => sum + (times[phase] ?? 0), 0);
  return PHASES.map((phase) => ({
    phase,
    time: times[phase] ?? 0,
    share: total > 0 ? (times[phase] ?? 0) / total : 0,
  }));
};

/** One bar, divided by what the time went into. */
export function PhaseBar({ times, label }: { readonly times: Times; readonly label: string }): VNode {
  const parts = partsOf(times).filter(({ share }) => share > 0);
  const text = parts.map(({ phase, share }) => `${PHASE_LABELS[phase]} ${formatShare(share)}`).join(', ');
  return (
    <div class="phase-bar" role="img" aria-label={`${label}: ${text || 'nothing'}`} title={text}>
      {parts.map(({ phase, share }) => (
        <span key={phase} style={{ width: `${share * 100}%`, background: phaseColour(phase) }} />
      ))}
    </div>
  );
}

/** The parts in words, with what each took of one request on average. */
export function PhaseList({ times, count }: { readonly times: Times; readonly count: number }): VNode {
  return (
    <ul class="phase-list">
      {partsOf(times).map(({ phase, time, share }) => (
        <li key={phase}>
          <span class="dot" style={{ background: phaseColour(phase) }} />
          <span class="phase-name">{PHASE_LABELS[phase]}</span>
          <span class="number">{formatShare(share)}</span>
          <span class="number quiet">{count > 0 ? formatDuration(time / count) : '–'}</span>
        </li>
      ))}
    </ul>
  );
}
