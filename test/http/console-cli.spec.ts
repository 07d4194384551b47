import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TraceMatches } from '../../src/console/model/trace-query.js';
import { eventually } from '../support/eventually.js';
import { CONSOLE_TOKEN, TracedConsole } from '../support/traced-console.js';

const PROGRAM = fileURLToPath(new URL('../../bin/glassgate', import.meta.url));

/** `glassgate trace` as a process. */
class TraceCommand {
  output = '';
  faults = '';
  readonly ended: Promise<unknown[]>;
  private readonly child;

  constructor(...args: string[]) {
    this.child = spawn(PROGRAM, ['trace', ...args], { env: { PATH: process.env['PATH'] } });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.faults += text));
    this.ended = once(this.child, 'close');
  }

  /** SIGINT, as Ctrl-C sends it. Gives the exit code. */
  async stop(): Promise<unknown> {
    this.child.kill('SIGINT');
    const [code] = await this.ended;
    return code;
  }
}

describe('glassgate trace', () => {
  let traced: TracedConsole;
  const running: TraceCommand[] = [];

  beforeAll(async () => {
    traced = await TracedConsole.start();
    await traced.gateway.send('PUT', '/photos');
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((command) => command.stop()));
  });

  afterAll(() => traced.stop());

  const start = (...args: string[]): TraceCommand => {
    const command = new TraceCommand('--url', `${traced.url}/?token=${CONSOLE_TOKEN}`, ...args);
    running.push(command);
    return command;
  };
  /** Sends the request again and again, until the command shows something: nobody knows when it has begun to listen. */
  const until = (command: TraceCommand, method: string, path: string): Promise<string> =>
    eventually(async () => {
      await traced.gateway.send(method, path);
      return command.output.includes('\n') && command.output;
    });

  test('shows each request in a line, without colours where nobody sees them', async () => {
    const output = await until(start(), 'GET', '/photos/gone');
    expect(output.split('\n')[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}404 {2}GetObject +[\d.]+(µs|ms|s) +client [\d.]+(µs|ms|s) {2}[0-9a-f]{32} {2}photos\/gone {2}NoSuchKey$/,
    );
  });

  test('shows only what is asked for', async () => {
    const command = start('--errors', '--operation=HeadObject', '--bucket', 'photos');
    const output = await until(command, 'HEAD', '/photos/gone');
    await traced.gateway.send('GET', '/photos/gone');
    await traced.gateway.send('HEAD', '/photos');
    await until(command, 'HEAD', '/photos/gone');
    expect(output).toContain('HeadObject');
    expect(command.output.split('\n').filter((line) => line && !line.includes('HeadObject'))).toEqual([]);
  });

  test('ends at Ctrl-C with a table, when it was to count', async () => {
    const command = start('--stats');
    const shown = async (): Promise<string> => {
      await traced.gateway.send('GET', '/photos/gone');
      return command.output;
    };
    await eventually(async () => /GetObject +\d/.test(await shown()));
    expect(await command.stop()).toBe(0);
    expect(command.output).toMatch(/Operation +Count +Average +p95 +Max +Errors\n/);
    expect(command.faults).toBe('');
  }, 30_000);

  test('prints a trace as a tree, by its id or that of the request', async () => {
    const { headers } = await traced.gateway.send('GET', '/photos/gone');
    const id = headers['x-trace-id'] as string;
    await traced.eventually<TraceMatches>(`/api/traces?traceId=${id}`, ({ traces }) => traces.length === 1);
    for (const name of [id, headers['x-amz-request-id'] as string]) {
      const command = start('--tree', name);
      expect(await command.ended).toEqual([0, null]);
      expect(command.output).toMatch(new RegExp(`^trace ${id}, request `));
      expect(command.output).toMatch(/\nS3\.GetObject {2}[\s\S]*\n├─ Auth\.V4Signature {2}/);
      expect(command.output).toMatch(/└─ .*\n$/);
    }
  });

  test.each([
    [['--url', 'http://127.0.0.1:9'], /^glassgate: a token is needed: [^\n]*\n$/],
    [
      ['--url', 'http://127.0.0.1:9', '--token', 'x'],
      /^glassgate: there is no console at http:\/\/127\.0\.0\.1:9: [^\n]*\n$/,
    ],
    [['--url', 'URL', '--token', 'wrong'], /^glassgate: the console at [^\n]* does not know this token\n$/],
    [
      ['--url', 'URL', '--token', CONSOLE_TOKEN, '--tree', 'ff'],
      /^glassgate: there is no such trace, or no longer\n$/,
    ],
    [
      ['--url', 'URL', '--token', CONSOLE_TOKEN, '--query', '{ nonsense'],
      /^glassgate: [^\n]+\(at character \d+\)\n$/,
    ],
    [
      ['--url', 'S3', '--token', 'x'],
      /^glassgate: what is at [^\n]* is no console of a gateway: it answered 4\d\d\n$/,
    ],
  ])('says in one line why %j does not work', async (args, line) => {
    const urls: Record<string, string> = { URL: traced.url, S3: traced.gateway.url };
    const command = new TraceCommand(...args.map((arg) => urls[arg] ?? arg));
    expect(await command.ended).toEqual([1, null]);
    expect(command.faults).toMatch(line);
    expect(command.faults).not.toContain(CONSOLE_TOKEN);
  });

  test('shows no token of a URL that is none', async () => {
    const command = new TraceCommand('--url', `nonsense?token=${CONSOLE_TOKEN}`);
    expect(await command.ended).toEqual([2, null]);
    expect(command.faults).toBe('glassgate: wrong settings:\n  --url: the value is not an http(s) URL\n');
  });

  test('says so when the gateway ends', async () => {
    const other = await TracedConsole.start();
    const command = new TraceCommand('--url', other.url, '--token', CONSOLE_TOKEN);
    await eventually(async () => {
      await other.gateway.send('GET', '/photos/gone');
      return command.output !== '';
    });
    await other.stop();
    expect(await command.ended).toEqual([1, null]);
    expect(command.faults).toBe('glassgate: the console has gone\n');
  });
});
