import { CommanderError } from 'commander';
import { AdminRequestError } from '../admin/admin-request.error.js';
import { SettingsError } from '../config/settings.error.js';
import { SETTINGS } from '../config/settings.table.js';
import { ADMIN_FLAGS } from './admin.flags.js';
import { normalizeArguments } from './arguments.js';
import { createProgram } from './program.js';
import { serve } from './serve.command.js';
import { ConsoleError } from './trace/console.error.js';
import { TRACE_FLAGS } from './trace/trace.flags.js';

/** Exit codes: 1, it was started and failed; 2, it was called wrongly and nothing was started. */
const FAILED = 1;
const WRONG_USAGE = 2;

function isSocketError(error: unknown): error is NodeJS.ErrnoException & { address?: string; port?: number } {
  return (
    error instanceof Error &&
    ['listen', 'bind', 'connect', 'getaddrinfo'].includes(Reflect.get(error, 'syscall') as string)
  );
}

function describe(error: unknown): string {
  if (error instanceof SettingsError) {
    return ['wrong settings:', ...error.problems.map((problem) => `  ${problem}`)].join('\n');
  }
  if (isSocketError(error)) {
    const { address = '', port = -1 } = error;
    // An abstract socket begins with a NUL; sockets have no port.
    const where = port < 0 ? address.replace('\0', '@') : `${address}:${port}`;
    return error.code === 'EADDRINUSE'
      ? `${where} is in use by another program`
      : `${error.syscall} ${where}: ${error.code}`;
  }
  if (error instanceof AdminRequestError || error instanceof ConsoleError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Tells what went wrong and gives the exit code. The parser has already written its own errors. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  process.stderr.write(`glassgate: ${describe(error)}\n`);
  return error instanceof SettingsError ? WRONG_USAGE : FAILED;
}

/** The whole program. Returns when the command has done its work or, for servers, has started. */
export async function run(given: readonly string[]): Promise<void> {
  const program = createProgram({ serve, print: (text) => void process.stdout.write(text) });
  try {
    const commands = { admin: ADMIN_FLAGS, trace: TRACE_FLAGS };
    await program.parseAsync(normalizeArguments(given, SETTINGS, commands), { from: 'user' });
  } catch (error) {
    process.exit(report(error));
  }
}
