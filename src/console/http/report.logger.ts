import type { LoggerService } from '@nestjs/common';

/** What Nest and the filters say about faults, told to the gateway, whose log it stands in. */
export class ReportLogger implements LoggerService {
  constructor(private readonly report: (line: string) => void) {}

  log(): void {
    // Nothing happens at the start of the console that anybody would look for.
  }

  warn(message: unknown): void {
    this.report(textOf(message));
  }

  error(message: unknown): void {
    this.report(textOf(message));
  }

  fatal(message: unknown): void {
    this.report(textOf(message));
  }
}

const textOf = (message: unknown): string =>
  message instanceof Error ? (message.stack ?? message.message) : String(message);
