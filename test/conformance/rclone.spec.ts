import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram } from '../support/run-program.js';
import { digestsOfTree, pseudoRandomBytes, sha256OfFile, writeSampleTree } from '../support/sample-tree.js';
import { sdkClient } from '../support/sdk-client.js';

const MIB = 1024 * 1024;

describeWith('rclone', 'rclone', (program) => {
  let gateway: GatewayProcess;
  let home: string;
  let tree: string;
  let digests: Record<string, string>;
  let env: Record<string, string>;

  const rclone = (...args: string[]): Promise<string> => runProgram(program, args, { env, cwd: home });
  const lines = (text: string): string[] => text.split('\n').filter(Boolean);

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    home = await mkdtemp(join(tmpdir(), 'glassgate-rclone-'));
    tree = join(home, 'tree');
    digests = await writeSampleTree(tree);
    env = {
      HOME: home,
      RCLONE_CONFIG: join(home, 'rclone.conf'),
      RCLONE_CONFIG_GATE_TYPE: 's3',
      RCLONE_CONFIG_GATE_PROVIDER: 'Other',
      RCLONE_CONFIG_GATE_ENDPOINT: gateway.url,
      RCLONE_CONFIG_GATE_REGION: REGION,
      RCLONE_CONFIG_GATE_ACCESS_KEY_ID: ACCESS_KEY,
      RCLONE_CONFIG_GATE_SECRET_ACCESS_KEY: SECRET_KEY,
      RCLONE_S3_UPLOAD_CUTOFF: '5M',
      RCLONE_S3_CHUNK_SIZE: '5M',
      RCLONE_RETRIES: '1',
      RCLONE_LOW_LEVEL_RETRIES: '1',
    };
    await rclone('mkdir', 'gate:box');
  });

  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await gateway.stop();
  });

  it('syncs a tree there, finds no difference, and syncs it back', async () => {
    await rclone('sync', tree, 'gate:box/tree');
    expect(lines(await rclone('lsf', '-R', '--files-only', 'gate:box/tree')).toSorted()).toEqual(
      Object.keys(digests).toSorted(),
    );
    await rclone('check', tree, 'gate:box/tree');
    await rclone('check', '--download', tree, 'gate:box/tree');
    await rclone('sync', 'gate:box/tree', 'copy');
    expect(await digestsOfTree(join(home, 'copy'))).toEqual(digests);
  });

  it('finds what was changed and removes what is gone', async () => {
    const changed = join(home, 'changed');
    await writeSampleTree(changed);
    await rclone('sync', changed, 'gate:box/changed');
    await writeFile(join(changed, 'readme.txt'), 'changed');
    await rm(join(changed, 'deep'), { recursive: true });
    const difference = await tryProgram(program, ['check', changed, 'gate:box/changed'], { env, cwd: home });
    expect(difference.code).not.toBe(0);
    await rclone('sync', changed, 'gate:box/changed');
    await rclone('check', '--download', changed, 'gate:box/changed');
    expect(await rclone('lsf', 'gate:box/changed')).not.toContain('deep/\n');
  });

  it('keeps times of modification to the nanosecond', async () => {
    const file = join(home, 'old');
    await writeFile(file, 'old');
    await utimes(file, 1_000_000_000.5, 1_000_000_000.5);
    await rclone('copyto', file, 'gate:box/old');
    await rclone('copyto', 'gate:box/old', join(home, 'old-copy'));
    expect((await stat(join(home, 'old-copy'))).mtimeMs).toBe(1_000_000_000_500);
  });

  it('moves a large file up, inside and down in parts', async () => {
    const file = join(home, 'large');
    await writeFile(file, pseudoRandomBytes(23 * MIB));
    const digest = await sha256OfFile(file);
    await rclone('copyto', file, 'gate:box/large');
    expect(await sha256OfFile(join(gateway.directory, 'box/large'))).toBe(digest);
    await rclone('--s3-copy-cutoff', '6M', 'moveto', 'gate:box/large', 'gate:box/moved/large');
    await rclone('copyto', 'gate:box/moved/large', 'large-back');
    expect(await sha256OfFile(join(home, 'large-back'))).toBe(digest);
    expect(lines(await rclone('lsf', '--format', 'ps', 'gate:box/moved'))).toEqual([`large;${23 * MIB}`]);
  });

  it('takes a stream of unknown length and gives a range', async () => {
    const input = pseudoRandomBytes(6 * MIB).toString('hex');
    await runProgram(program, ['rcat', 'gate:box/streamed'], { env, cwd: home, input });
    const size = JSON.parse(await rclone('size', '--json', 'gate:box/streamed')) as unknown;
    expect(size).toMatchObject({ count: 1, bytes: input.length });
    const range = ['--offset', '7000000', '--count', '100'];
    expect(await rclone('cat', ...range, 'gate:box/streamed')).toBe(input.slice(7_000_000, 7_000_100));
  });

  it('shows old versions, hides what is deleted, and clears the hidden away', async () => {
    const versioning = ['backend', 'versioning', 'gate:versions'];
    await rclone('mkdir', 'gate:versions');
    const status = async (): Promise<string> => (await rclone(...versioning)).trim();
    expect(await status()).toBe('Unversioned');
    await rclone(...versioning, 'Enabled');
    expect(await status()).toBe('Enabled');
    for (const text of ['first', 'second']) {
      await writeFile(join(home, 'note.txt'), text);
      await rclone('copyto', '--ignore-times', 'note.txt', 'gate:versions/deep/note.txt');
    }
    await rclone('deletefile', 'gate:versions/deep/note.txt');
    await rclone('copyto', 'note.txt', 'gate:versions/kept.txt');
    const files = ['lsf', '-R', '--files-only'];
    expect(lines(await rclone(...files, 'gate:versions'))).toEqual(['kept.txt']);
    await rclone('copy', '--s3-versions', 'gate:versions/deep', 'versions');
    const old = (await readdir(join(home, 'versions'))).toSorted();
    expect(old).toEqual([1, 2].map(() => expect.stringMatching(/^note-v[\d-]+\.txt$/) as string));
    const texts = old.map((name) => readFile(join(home, 'versions', name), 'utf8'));
    expect(await Promise.all(texts)).toEqual(['first', 'second']);
    await rclone('backend', 'cleanup-hidden', 'gate:versions');
    expect(lines(await rclone(...files, '--s3-versions', 'gate:versions'))).toEqual(['kept.txt']);
    await rclone(...versioning, 'Suspended');
    expect(await status()).toBe('Suspended');
    await rclone('purge', 'gate:versions');
  });

  it('clears unfinished uploads away by their age', async () => {
    const client = sdkClient(gateway);
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'box', Key: 'never finished' }));
    client.destroy();
    const uploads = async (): Promise<unknown> =>
      JSON.parse(await rclone('backend', 'list-multipart-uploads', 'gate:box'));
    expect(await uploads()).toMatchObject({ box: [{ Key: 'never finished' }] });
    await rclone('backend', 'cleanup', '-o', 'max-age=1h', 'gate:box');
    expect(await uploads()).toMatchObject({ box: [{ Key: 'never finished' }] });
    await rclone('backend', 'cleanup', '-o', 'max-age=0s', 'gate:box');
    expect(await uploads()).toEqual({ box: [] });
  });

  it('purges a bucket', async () => {
    await rclone('mkdir', 'gate:purged');
    await rclone('copy', tree, 'gate:purged/deep/er');
    await rclone('purge', 'gate:purged');
    expect(await rclone('lsf', 'gate:')).toBe('box/\n');
  });
});
