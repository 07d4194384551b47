import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeWith } from '../support/programs.js';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` needs besides the installed packages. */
const SOURCES = [
  'bin',
  'src',
  'web',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'README.md',
  '.npmrc',
];

const run = promisify(execFile);

/** The shell blocks of one section of the README. */
async function shellBlocks(section: string): Promise<string[]> {
  const readme = await readFile(join(HOME, 'README.md'), 'utf8');
  const text = readme.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
}

async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let text = '';
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const found = pattern.exec(text);
    if (found) return found;
  }
  throw new Error(`${String(pattern)} was not printed; what was:\n${text}`);
}

describeWith('aws', 'the two commands of the README', (aws) => {
  it('serve what the README says, to the commands that the README shows', async () => {
    const [commands = '', , examples = ''] = await shellBlocks('Two commands');
    expect(commands).toBe('npm ci\nnpm start\n');
    const directory = await mkdtemp(join(tmpdir(), 'glassgate-readme-'));
    for (const source of SOURCES) await cp(join(HOME, source), join(directory, source), { recursive: true });
    await symlink(join(HOME, 'node_modules'), join(directory, 'node_modules'));
    const gateway = spawn('npm', ['start', '--', '--port', '127.0.0.1:0', '--console-port', '127.0.0.1:0'], {
      cwd: directory,
      detached: true,
    });
    try {
      const [, url = ''] = await printed(gateway, / at (http:\/\/127\.0\.0\.1:\d+)/);
      const file = await readFile(join(directory, 'data/.glassgate/credentials.json'), 'utf8');
      const { access, secret } = JSON.parse(file) as { access: string; secret: string };
      const env = {
        PATH: `${join(aws, '..')}:${process.env['PATH'] ?? ''}`,
        HOME: directory,
        AWS_ACCESS_KEY_ID: access,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_DEFAULT_REGION: 'us-east-1',
      };
      const script = examples.replaceAll('http://127.0.0.1:7070', url);
      const { stdout } = await run('bash', ['-e', '-c', script], { cwd: directory, env });
      expect(stdout).toContain('make_bucket: first');
      expect(stdout).toContain('README.md');
    } finally {
      const closed = once(gateway, 'close');
      process.kill(-(gateway.pid ?? 0), 'SIGTERM');
      await closed;
      await rm(directory, { recursive: true, force: true });
    }
  }, 60_000);
});
