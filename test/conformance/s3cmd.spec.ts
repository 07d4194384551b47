import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram } from '../support/run-program.js';
import { digestsOfTree, pseudoRandomBytes, sha256OfFile, writeSampleTree } from '../support/sample-tree.js';

const MIB = 1024 * 1024;

const config = (host: string): string => `[default]
access_key = ${ACCESS_KEY}
secret_key = ${SECRET_KEY}
bucket_location = ${REGION}
host_base = ${host}
host_bucket = ${host}
use_https = False
multipart_chunk_size_mb = 5
progress_meter = False
max_retries = 1
`;

describeWith('s3cmd', 's3cmd', (program) => {
  let gateway: GatewayProcess;
  let home: string;

  const options = (): { env: Record<string, string>; cwd: string } => ({ env: { HOME: home }, cwd: home });
  const s3cmd = (...args: string[]): Promise<string> => runProgram(program, args, options());

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    home = await mkdtemp(join(tmpdir(), 'glassgate-s3cmd-'));
    await writeFile(join(home, '.s3cfg'), config(new URL(gateway.url).host));
    await s3cmd('mb', 's3://box');
  });

  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await gateway.stop();
  });

  it('puts, describes, gets and deletes a file', async () => {
    const body = 'some text\n';
    await writeFile(join(home, 'note.txt'), body);
    await s3cmd('put', 'note.txt', 's3://box/notes/ünï + 1.txt', '--add-header', 'x-amz-meta-colour: blue');
    expect(await s3cmd('ls', 's3://box/notes/')).toMatch(/ 10 +s3:\/\/box\/notes\/ünï \+ 1\.txt$/m);
    const info = await s3cmd('info', 's3://box/notes/ünï + 1.txt');
    expect(info).toMatch(/File size: +10\n/);
    expect(info).toContain(createHash('md5').update(body).digest('hex'));
    expect(info).toMatch(/x-amz-meta-colour: +blue/);
    await s3cmd('get', 's3://box/notes/ünï + 1.txt', 'back.txt');
    expect(await readFile(join(home, 'back.txt'), 'utf8')).toBe(body);
    await s3cmd('del', 's3://box/notes/ünï + 1.txt');
    expect(await s3cmd('ls', 's3://box/notes/')).toBe('');
    expect((await tryProgram(program, ['get', 's3://box/none', 'none'], options())).stderr).toContain(
      "Source object 's3://box/none' does not exist",
    );
  });

  it('puts a large file in parts, copies it and gets it back', async () => {
    await writeFile(join(home, 'large'), pseudoRandomBytes(23 * MIB));
    const digest = await sha256OfFile(join(home, 'large'));
    await s3cmd('put', 'large', 's3://box/large');
    expect(await sha256OfFile(join(gateway.directory, 'box/large'))).toBe(digest);
    await s3cmd('cp', 's3://box/large', 's3://box/copied');
    await s3cmd('get', 's3://box/copied', 'large-back');
    expect(await sha256OfFile(join(home, 'large-back'))).toBe(digest);
    expect(await s3cmd('multipart', 's3://box')).not.toContain('s3://box/large');
  });

  it('syncs a tree there and back', async () => {
    const digests = await writeSampleTree(join(home, 'tree'));
    await s3cmd('sync', 'tree/', 's3://box/tree/');
    await mkdir(join(home, 'copy'));
    await s3cmd('sync', 's3://box/tree/', 'copy/');
    expect(await digestsOfTree(join(home, 'copy'))).toEqual(digests);
    await s3cmd('del', '--recursive', 's3://box/tree');
    expect(await s3cmd('ls', 's3://box/tree/')).toBe('');
  });

  it('says how much there is and removes a bucket', async () => {
    await s3cmd('mb', 's3://emptied');
    await writeFile(join(home, 'three'), 'abc');
    await s3cmd('put', 'three', 's3://emptied/three');
    expect(await s3cmd('du', 's3://emptied')).toMatch(/^ *3 +1 objects/);
    expect((await tryProgram(program, ['rb', 's3://emptied'], options())).stderr).toContain('BucketNotEmpty');
    await s3cmd('rb', '--recursive', 's3://emptied');
    expect(await s3cmd('ls')).toMatch(/s3:\/\/box\n$/);
  });
});
