import { Logger } from '@nestjs/common';

/** What is logged from now on, instead of on the terminal. Called after the start: the application brings a logger of its own. */
export function keepLog(): { readonly lines: string[]; restore(): void } {
  const lines: string[] = [];
  const keep = (message: unknown): void => void lines.push(String(message));
  Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  return { lines, restore: () => Logger.overrideLogger(['error', 'warn']) };
}
