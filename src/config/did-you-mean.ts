/** Number of letters to insert, delete or replace (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(left).entries()) {
    const next = [index + 1];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = row[column - 1]! + (letter === right[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** ` (did you mean "port"?)`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const short = word.slice(0, 64);
  const best = known
    .map((candidate) => ({ candidate, away: distance(short, candidate) }))
    .sort((left, right) => left.away - right.away)[0];
  return best && best.away <= Math.ceil(best.candidate.length * 0.4)
    ? ` (did you mean "${best.candidate}"?)`
    : '';
}
