import type { LocalRoot } from './recorder/local-root.js';
import type { RecordedSpan } from './recorder/recorded-span.js';

/** Of a span, what its time is counted by. */
export type PhaseSpan = Pick<RecordedSpan, 'name' | 'startTime' | 'endTime' | 'clientWait'>;

/** A local root with all its spans, in the order of their starts. */
export interface PhaseRoot {
  readonly span: PhaseSpan;
  readonly spans: readonly PhaseSpan[];
}

/** What the time of a request is spent on. */
export const PHASES = ['auth', 'acl', 'checksum', 'backend', 'posix', 'client_wait', 'other'] as const;
export type Phase = (typeof PHASES)[number];

/** By the first word of the name of a span; what has none belongs to `other`. */
const BY_FIRST_WORD: ReadonlyMap<string, Phase> = new Map([
  ['Auth', 'auth'],
  ['Iam', 'auth'],
  ['Acl', 'acl'],
  ['Checksum', 'checksum'],
  ['Backend', 'backend'],
  ['Posix', 'posix'],
]);

/** In the order of the header. */
const TOLD = ['auth', 'acl', 'checksum', 'backend'] as const satisfies readonly Phase[];

const CLIENT_WAIT = PHASES.indexOf('client_wait');

/** Names come from a closed catalogue, and are few. */
const phases = new Map<string, number>();

function phaseOf({ name }: PhaseSpan): number {
  const known = phases.get(name);
  if (known !== undefined) return known;
  const phase = PHASES.indexOf(BY_FIRST_WORD.get(name.slice(0, name.indexOf('.'))) ?? 'other');
  phases.set(name, phase);
  return phase;
}

/**
 * Milliseconds that each of `PHASES` had for itself, which add up to the time of the whole: every moment counts for the
 * innermost span, the one that began last of those that are open, and for `client_wait` where that one could only wait.
 */
export function exclusiveTimes(root: PhaseRoot): number[] {
  const times = PHASES.map(() => 0);
  const { spans, span: first } = root;
  const end = first.endTime ?? first.startTime;
  /** Those that are open at `at`, in the order of their starts. */
  const open: PhaseSpan[] = [];
  let at = first.startTime;
  const advance = (to: number): void => {
    for (let top = open.at(-1); top && at < to; top = open.at(-1)) {
      const until = Math.min(to, Math.max(at, top.endTime ?? end));
      times[phaseOf(top)]! += until - at;
      at = until;
      if (until === to && (top.endTime ?? end) > to) return;
      open.pop();
    }
  };
  for (const span of spans) {
    advance(Math.min(end, Math.max(at, span.startTime)));
    open.push(span);
  }
  advance(end);
  for (const span of spans) moveWait(times, span);
  return times;
}

/** A wait is never longer than what its phase has: it may have gone on while another span was the innermost. */
function moveWait(times: number[], span: PhaseSpan): void {
  if (span.clientWait === 0) return;
  const phase = phaseOf(span);
  const wait = Math.min(span.clientWait, times[phase]!);
  times[phase]! -= wait;
  times[CLIENT_WAIT]! += wait;
}

/**
 * Value of `Server-Timing`: milliseconds that each phase has taken, up to `now` where it is not over. A span inside
 * another one of a phase does not count again: what authorisation reads from the backend is its own time. `undefined`
 * before the first. Source: W3C "Server Timing".
 */
export function serverTiming(root: LocalRoot, now: number): string | undefined {
  const entries = TOLD.flatMap((phase) => {
    const index = PHASES.indexOf(phase);
    const spans = root.spans.filter((span) => phaseOf(span) === index && !isInsidePhase(span));
    if (spans.length === 0) return [];
    const duration = spans.reduce((sum, { startTime, endTime = now }) => sum + endTime - startTime, 0);
    return `${phase};dur=${Math.max(0, duration).toFixed(3)}`;
  });
  return entries.length > 0 ? entries.join(', ') : undefined;
}

function isInsidePhase({ parent }: RecordedSpan): boolean {
  for (let outer = parent; outer; outer = outer.parent) {
    if (TOLD.some((phase) => PHASES[phaseOf(outer)] === phase)) return true;
  }
  return false;
}
