import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram, type RunResult } from '../support/run-program.js';
import { digestsOfTree, pseudoRandomBytes } from '../support/sample-tree.js';

const MIB = 1024 * 1024;
const FILES = 300;

interface Snapshot {
  readonly id: string;
  readonly tags?: readonly string[];
}

describeWith('restic', 'restic', (program) => {
  let gateway: GatewayProcess;
  let home: string;
  let env: Record<string, string>;
  let first: Record<string, string>;

  const restic = (...args: string[]): Promise<string> => runProgram(program, args, { env, cwd: home });
  const refused = (more: Record<string, string>, ...args: string[]): Promise<RunResult> =>
    tryProgram(program, args, { env: { ...env, ...more }, cwd: home });
  const snapshots = async (): Promise<Snapshot[]> =>
    JSON.parse(await restic('snapshots', '--json')) as Snapshot[];

  /** Restores what was backed up as `tree`. */
  const restored = async (snapshot: string, target: string): Promise<Record<string, string>> => {
    await restic('restore', snapshot, '--target', target);
    return digestsOfTree(join(home, target, 'tree'));
  };

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    home = await mkdtemp(join(tmpdir(), 'glassgate-restic-'));
    env = {
      HOME: home,
      RESTIC_REPOSITORY: `s3:${gateway.url}/backups/of/this-machine`,
      RESTIC_PASSWORD: 'a long password',
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_DEFAULT_REGION: REGION,
    };
    for (let index = 0; index < FILES; index += 1) {
      const path = join(home, `tree/folder ${index % 7}/ü-${index}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, pseudoRandomBytes(index * 100, index));
    }
    await writeFile(join(home, 'tree/large'), pseudoRandomBytes(20 * MIB));
    first = await digestsOfTree(join(home, 'tree'));
  });

  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await gateway.stop();
  });

  it('finds no repository before there is one, and makes it with its bucket', async () => {
    const none = await refused({}, 'snapshots');
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain('unable to open config file');
    await restic('init');
    const again = await refused({}, 'init');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already initialized')]);
  });

  it('backs a tree up twice and gives back each as it was', async () => {
    await restic('backup', '--tag', 'first', 'tree');
    await appendFile(join(home, 'tree/large'), 'one more line');
    await rm(join(home, 'tree/folder 3'), { recursive: true });
    const second = await digestsOfTree(join(home, 'tree'));
    const output = await restic('backup', '--tag', 'second', '--json', 'tree');
    const summary = JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, number>;
    expect(summary).toMatchObject({ files_new: 0, files_changed: 1 });
    expect(summary['data_added']).toBeLessThan(10 * MIB);
    const made = await snapshots();
    expect(made.map(({ tags }) => tags)).toEqual([['first'], ['second']]);
    expect(await restored(made[0]!.id, 'restored-first')).toEqual(first);
    expect(await restored('latest', 'restored-second')).toEqual(second);
  });

  it('finds the repository whole, to the last byte', async () => {
    expect(await restic('check', '--read-data')).toContain('no errors were found');
  });

  it('forgets a backup and its data, and the other stays', async () => {
    const [old] = await snapshots();
    await restic('forget', '--prune', '--max-unused', '0', old!.id);
    expect((await snapshots()).map(({ tags }) => tags)).toEqual([['second']]);
    expect(await restic('check', '--read-data')).toContain('no errors were found');
    expect(await restored('latest', 'restored-last')).toEqual(await digestsOfTree(join(home, 'tree')));
  });

  it('leaves no lock behind', async () => {
    expect(await restic('list', 'locks')).toBe('');
  });

  it.each([
    ['password', { RESTIC_PASSWORD: 'wrong' }, 'wrong password'],
    ['secret key', { AWS_SECRET_ACCESS_KEY: 'wrong' }, 'Access Denied'],
  ])('refuses a wrong %s in plain words', async (_what, wrong, words) => {
    const { code, stderr } = await refused(wrong, 'snapshots');
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  });
});
