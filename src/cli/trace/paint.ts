import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text for whoever reads it. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

/** Colours on a terminal only, and none where NO_COLOR says so. */
export const forTerminal: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

export function statusStyle(status: number): Style {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

/** Keys may hold whatever a terminal would obey. */
export const printable = (text: string): string =>
  text.replaceAll(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

/** `850µs`, `12.3ms`, `4.56s`. */
export function shownDuration(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)}µs`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)}ms`;
  return `${(milliseconds / 1000).toFixed(2)}s`;
}
