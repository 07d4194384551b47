import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.js';
import { presign } from '../support/presign.js';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { ROOT } from '../support/test-gateway.js';

const HOOKS = new URL('../support/typescript-hooks.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

type Line = Record<string, unknown>;

/** The program in a process of its own, with its output. */
class Gateway {
  url = '';
  output = '';
  readonly ended: Promise<unknown[]>;

  private constructor(readonly child: ChildProcess) {
    this.ended = once(child, 'close');
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  static async start(flags: readonly string[], command: readonly string[] = ['memory']): Promise<Gateway> {
    const keys = ['--access', ROOT.access, '--secret', ROOT.secret, '--port', '127.0.0.1:0'];
    const args = ['--import', HOOKS, MAIN, ...keys, ...flags, ...command];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const gateway = new Gateway(child);
    gateway.url = await eventually(() => /^glassgate .* at (http[^\s,]+)/m.exec(gateway.output)?.[1]);
    return gateway;
  }

  async send(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
    const url = this.url + path;
    const signed = signRequest({ method, url, headers, region: 'us-east-1', ...ROOT });
    return fetch(url, { method, headers: signed });
  }

  /** The JSON lines of a module, after the end. */
  lines(context: string): Line[] {
    const lines = this.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Line).filter((line) => line['context'] === context);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const [code] = await this.ended;
    if (code !== 0) throw new Error(`ended with ${String(code)}: ${this.output}`);
  }
}

describe('the log', () => {
  it('has a JSON line for each request, with the ids of its span', async () => {
    const gateway = await Gateway.start(['--log-format', 'json', '--otel-endpoint', '127.0.0.1:1']);
    const answer = await gateway.send('PUT', '/photos?x-id=CreateBucket');
    await gateway.stop();
    expect(gateway.lines('Access')).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'info',
        context: 'Access',
        msg: 'CreateBucket 200',
        status: 200,
        duration_ms: expect.any(Number),
        client: '127.0.0.1',
        operation: 'CreateBucket',
        method: 'PUT',
        path: '/photos',
        bytes_sent: 0,
        request_id: answer.headers.get('x-amz-request-id'),
        trace_id: answer.headers.get('x-trace-id'),
        span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  it('has none of them when it is to be quiet, or where the level of the module leaves them out', async () => {
    for (const flags of [['--quiet'], ['--log-level', 'info,Access=warn']]) {
      const gateway = await Gateway.start(['--log-format', 'json', ...flags]);
      expect((await gateway.send('PUT', '/photos')).status).toBe(200);
      await gateway.stop();
      expect(gateway.lines('Access')).toEqual([]);
    }
  });

  it.each(['text', 'pretty'])('is readable as %s', async (format) => {
    const gateway = await Gateway.start(['--log-format', format]);
    await gateway.send('PUT', '/photos');
    await gateway.stop();
    expect(gateway.output).toMatch(/INFO.*CreateBucket 200/);
    expect(gateway.output).toMatch(/path[=:] ?"?\/photos/);
  });

  it('shows a fault with the ids of its request, and no secret that was used', async () => {
    const root = await mkdtemp(join(tmpdir(), 'glassgate-'));
    const sidecar = await mkdtemp(join(tmpdir(), 'glassgate-'));
    const flags = [
      '--log-format',
      'json',
      '--log-level',
      'trace',
      '--debug',
      '--otel-endpoint',
      '127.0.0.1:1',
    ];
    const gateway = await Gateway.start(flags, ['posix', '--sidecar', sidecar, root]);
    await gateway.send('PUT', '/photos');
    await gateway.send('PUT', '/photos/damaged');
    const entries = await readdir(sidecar, { recursive: true, withFileTypes: true });
    const [record] = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('damaged'));
    await writeFile(join(record!.parentPath, record!.name), 'damaged');
    const secrets = { cookie: 'hush-cookie', 'x-amz-security-token': 'hush-token' };
    await gateway.send('GET', '/photos', secrets);
    const path = presign(gateway.url, '/photos/damaged');
    const failed = await fetch(gateway.url + path);
    await gateway.stop();
    await Promise.all([root, sidecar].map((directory) => rm(directory, { recursive: true })));
    expect(failed.status).toBe(500);
    expect(gateway.lines('S3')).toEqual([
      expect.objectContaining({
        level: 'error',
        request_id: failed.headers.get('x-amz-request-id'),
        trace_id: failed.headers.get('x-trace-id'),
        span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        err: expect.objectContaining({
          type: expect.any(String),
          message: expect.any(String),
          stack: expect.any(String),
        }),
      }),
    ]);
    const [, signature] = /X-Amz-Signature=(\w+)/.exec(path)!;
    for (const secret of [ROOT.secret, signature!, 'hush-']) expect(gateway.output).not.toContain(secret);
  });

  it('does not hold up a gateway whose output nobody reads, and says what was lost', async () => {
    const gateway = await Gateway.start(['--log-format', 'json', '--debug']);
    gateway.child.stdout!.pause();
    const padding = 'p'.repeat(7_500);
    for (let round = 0; round < 80; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => fetch(gateway.url, { headers: { 'x-padding': padding } })),
      );
      expect(answers.every(({ status }) => status === 403)).toBe(true);
      await Promise.all(answers.map((answer) => answer.text()));
    }
    gateway.child.stdout!.resume();
    await eventually(() => /[1-9]\d* log lines were lost/.test(gateway.output));
    await gateway.stop();
  });
});
