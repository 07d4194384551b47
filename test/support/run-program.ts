import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard input; empty when absent. */
  readonly input?: string;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds. */
const TIMEOUT = 60_000;

/** Runs a program to its end with PATH and the given environment only, so that nothing of the user's reaches it. */
export async function tryProgram(
  program: string,
  args: readonly string[],
  { env = {}, cwd, input = '' }: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', ...env },
    stdio: 'pipe',
    timeout: TIMEOUT,
    killSignal: 'SIGKILL',
  });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  // A program that ends before it has read its input is judged by its exit code.
  child.stdin.on('error', () => {}).end(input);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const stdout = Buffer.concat(chunks.stdout).toString();
  const stderr = Buffer.concat(chunks.stderr).toString();
  if (code === null)
    throw new Error(`${program} ${args.join(' ')} was ended by ${signal}:\n${stderr}${stdout}`);
  return { code, stdout, stderr };
}

/** Standard output. @throws Error with what the program printed when it fails */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await tryProgram(program, args, options);
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with code ${code}:\n${stderr}${stdout}`);
  return stdout;
}
