import { phaseOf, PHASES, type Phase } from '../ui/phase.js';
import { endOf, type TraceTree } from './trace-tree.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** One line for each span, from the first to the last; as many to a pixel as there have to be. */
export function drawMinimap(canvas: HTMLCanvasElement, tree: TraceTree, { width, height }: Size): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const { colours, error } = coloursNow();
  const { spans, start, end } = tree;
  const scale = end > start ? width / (end - start) : 0;
  const step = Math.min(4, height / Math.max(1, spans.length));
  const thickness = Math.max(1, step * 0.75);
  spans.forEach((span, index) => {
    context.fillStyle =
      span.status === 'ERROR' && span.childCount === 0 ? error : colours[phaseOf(span.name)];
    const left = (span.start - start) * scale;
    context.fillRect(left, index * step, Math.max(1, (endOf(span) - start) * scale - left), thickness);
  });
}

function coloursNow(): { colours: Readonly<Record<Phase, string>>; error: string } {
  const styles = getComputedStyle(document.documentElement);
  const of = (name: string): string => styles.getPropertyValue(name).trim();
  const colours = Object.fromEntries(
    PHASES.map((phase) => [phase, of(`--phase-${phase.replace('_', '-')}`)]),
  );
  return { colours: colours as Record<Phase, string>, error: of('--error') };
}
