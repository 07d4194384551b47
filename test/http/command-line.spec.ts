import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.js';

const SCRIPT = fileURLToPath(new URL('../../bin/glassgate', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../config/test.yaml', import.meta.url));

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'glassgate-command-'));
});

afterEach(() => rmSync(home, { recursive: true }));

/** A process of bin/glassgate with an environment that says nothing about the gateway. */
class Running {
  stdout = '';
  stderr = '';
  private readonly child;
  private readonly ended: Promise<unknown[]>;

  constructor(args: readonly string[], script = SCRIPT) {
    this.child = spawn(script, args, {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(this.child, 'close');
  }

  /** The address in the line that says what is served. @throws when the process ends before */
  async url(): Promise<string> {
    const found = (): string | undefined => /^glassgate .* at (http\S+),/m.exec(this.stdout)?.[1];
    const hasEnded = this.ended.then(() => true);
    while (found() === undefined) {
      const end = await Promise.race([hasEnded, once(this.child.stdout, 'data').then(() => false)]);
      if (end) throw new Error(`it ended: ${this.stderr}`);
    }
    return found()!;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async exitCode(): Promise<unknown> {
    return (await this.ended)[0];
  }
}

describe('bin/glassgate', () => {
  it('lists every wrong setting and starts nothing', async () => {
    const glassgate = new Running(['-p', 'nowhere', '-mp-max-parts', '0', 'posix', join(home, 'missing')]);
    expect(await glassgate.exitCode()).toBe(2);
    expect(glassgate.stdout).toBe('');
    for (const name of ['--port', '--mp-max-parts', 'DIR', '--access', '--secret']) {
      expect(glassgate.stderr).toContain(`\n  ${name}: `);
    }
  });

  it('is found through symbolic links', async () => {
    symlinkSync(SCRIPT, join(home, 'first'));
    symlinkSync('first', join(home, 'second'));
    const glassgate = new Running(['--version'], join(home, 'second'));
    expect(await glassgate.exitCode()).toBe(0);
    expect(glassgate.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('serves until %s', async (signal) => {
    const glassgate = new Running(['--config', CONFIG, 'memory']);
    const response = await fetch(`${await glassgate.url()}/health`);
    expect(response.status).toBe(200);
    glassgate.kill(signal);
    expect(await glassgate.exitCode()).toBe(0);
  });

  it('opens its access log anew at SIGHUP, and goes on', async () => {
    const file = join(home, 'access.log');
    const glassgate = new Running(['--config', CONFIG, '--access-log', file, 'memory']);
    const url = await glassgate.url();
    const lines = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;
    await fetch(url);
    await eventually(() => lines(file) === 1);
    renameSync(file, `${file}.1`);
    glassgate.kill('SIGHUP');
    await eventually(() => existsSync(file));
    await fetch(url);
    glassgate.kill('SIGTERM');
    expect(await glassgate.exitCode()).toBe(0);
    expect([lines(`${file}.1`), lines(file)]).toEqual([1, 1]);
  });

  it('says which socket is in use', async () => {
    const path = join(home, 'gate.sock');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const glassgate = new Running(['--config', CONFIG, '--port', path, 'memory']);
    expect(await glassgate.exitCode()).toBe(1);
    expect(glassgate.stderr).toContain(`glassgate: ${path} is in use by another program\n`);
    server.close();
  });

  it('makes root credentials once and tells them', async () => {
    const keys: unknown[] = [];
    for (const _start of ['first', 'second']) {
      const glassgate = new Running(['--make-credentials', '--port', '127.0.0.1:0', 'posix', home]);
      await glassgate.url();
      glassgate.kill('SIGTERM');
      expect(await glassgate.exitCode()).toBe(0);
      keys.push(
        /AWS_ACCESS_KEY_ID=(\S{20}) AWS_SECRET_ACCESS_KEY=(\S{40}) /.exec(glassgate.stdout)?.slice(1),
      );
    }
    expect(keys[0]).toHaveLength(2);
    expect(keys[1]).toEqual(keys[0]);
  });

  it('says which address is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const glassgate = new Running(['--config', CONFIG, '--port', address, 'memory']);
    expect(await glassgate.exitCode()).toBe(1);
    expect(glassgate.stderr).toContain(`glassgate: ${address} is in use by another program\n`);
    server.close();
  });

  it('manages accounts and owners of buckets of a running gateway', async () => {
    const glassgate = new Running(['--config', CONFIG, '--iam-dir', home, 'memory']);
    const connection = ['-er', await glassgate.url(), '-a', 'test', '-s', 'testtest'];
    const admin = async (...args: string[]): Promise<Running> => {
      const command = new Running(['admin', ...connection, ...args]);
      await command.exitCode();
      return command;
    };
    const create = ['create-user', '-a', 'bob', '-s', 'hush-hush', '-r', 'userplus', '-ui', '5'];
    expect(await (await admin(...create)).exitCode()).toBe(0);
    const again = await admin(...create);
    expect(await again.exitCode()).toBe(1);
    expect(again.stderr).toMatch(/^glassgate: XAdminUserExists: /);
    await admin('create-bucket', '-b', 'box', '-o', 'bob');
    expect((await admin('list-buckets')).stdout).toMatch(/^box +bob$/m);
    const { stdout } = await admin('list-users');
    expect(stdout).toMatch(/^bob +userplus +5 +0 +0$/m);
    expect(stdout).not.toContain('hush-hush');
    glassgate.kill('SIGTERM');
    expect(await glassgate.exitCode()).toBe(0);
  });

  it('says what is wrong with the flags of an admin command', async () => {
    const command = new Running([
      'admin',
      '-er',
      'http://127.0.0.1:1',
      '-a',
      'a',
      '-s',
      'b',
      'create-user',
      '-r',
      'king',
    ]);
    expect(await command.exitCode()).toBe(2);
    for (const name of ['--access', '--secret', '--role']) expect(command.stderr).toContain(`\n  ${name}: `);
  });
});
