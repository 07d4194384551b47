export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Takes turns: A B C, A B C, … so that what else the machine does falls on all alike.
 * @param subjects functions by name; each gives one figure, more is better
 * @returns every figure by name
 */
export async function interleave(rounds, subjects) {
  const figures = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (const measure of Object.values(subjects)) await measure();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(subjects)) figures[name].push(await measure());
  }
  return figures;
}

/** The median, over the rounds, of what one subject reached of another in the same round. */
export function ratio(figures, name, base) {
  return median(figures[name].map((figure, round) => figure / figures[base][round]));
}

export const percent = (value) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;

/** A row of the table: what was measured, against what, the ratio, and the goal if there is one. */
export function ratioRow({ what, figures, name, base, goal }) {
  return thresholdRow({ what, base, value: ratio(figures, name, base), goal });
}

/** As `ratioRow`, of a ratio that is known. */
export function thresholdRow({ what, base, value, goal }) {
  return {
    what,
    against: base,
    value,
    shown: percent(value),
    ...(goal !== undefined && { goal: `>= ${percent(goal)}`, met: value >= goal }),
  };
}

/** Markdown. */
export function table(rows) {
  const cells = rows.map(({ what, against, shown, goal, met }) => [
    what,
    against,
    shown,
    goal ?? '',
    met === undefined ? '' : met ? 'yes' : 'no',
  ]);
  const lines = [
    ['what', 'against', 'reached', 'goal', 'met'],
    ['---', '---', '---:', '---', '---'],
    ...cells,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
