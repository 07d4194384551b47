import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram, type RunResult } from '../support/run-program.js';
import { digestsOfTree, pseudoRandomBytes, sha256OfFile, writeSampleTree } from '../support/sample-tree.js';

const MIB = 1024 * 1024;

describeWith('aws', 'aws-cli', (program) => {
  let cli: AwsCli;
  let home: string;

  const aws = (...args: string[]): Promise<string> => cli.run(args);
  const tryAws = (...args: string[]): Promise<RunResult> => cli.try(args);
  const s3api = (...args: string[]): Promise<Record<string, unknown>> => cli.s3api(args);

  beforeAll(async () => {
    cli = await AwsCli.start(program);
    home = cli.home;
    await aws('s3', 'mb', 's3://cli');
  });

  afterAll(() => cli.stop());

  it('makes a bucket, lists it and removes it with all that is in it', async () => {
    await aws('s3', 'mb', 's3://for-a-while');
    await writeFile(join(home, 'small'), 'small');
    await aws('s3', 'cp', 'small', 's3://for-a-while/a/b/small');
    expect(await aws('s3', 'ls')).toMatch(/ for-a-while$/m);
    expect((await tryAws('s3', 'rb', 's3://for-a-while')).stderr).toContain('(BucketNotEmpty)');
    await aws('s3', 'rb', '--force', 's3://for-a-while');
    expect(await aws('s3', 'ls')).not.toContain('for-a-while');
  });

  it('moves 64 MiB up, inside and down in parts', async () => {
    const file = join(home, 'large');
    const size = 64 * MIB;
    await writeFile(file, pseudoRandomBytes(size));
    const digest = await sha256OfFile(file);
    await aws('s3', 'cp', file, 's3://cli/large', '--metadata', 'colour=blue', '--no-progress');
    const head = await s3api('head-object', '--bucket', 'cli', '--key', 'large');
    expect(head).toMatchObject({ ContentLength: size, Metadata: { colour: 'blue' } });
    expect(head['ETag']).toMatch(/^"[0-9a-f]{32}-8"$/);
    expect(await sha256OfFile(join(cli.gateway.directory, 'cli/large'))).toBe(digest);
    await aws('s3', 'mv', 's3://cli/large', 's3://cli/moved', '--no-progress');
    await aws('s3', 'cp', 's3://cli/moved', 'back', '--no-progress');
    expect(await sha256OfFile(join(home, 'back'))).toBe(digest);
    expect(await aws('s3', 'ls', 's3://cli/')).toMatch(/ 67108864 moved$/m);
    await aws('s3', 'rm', 's3://cli/moved');
  });

  it('takes a stream and gives one', async () => {
    const input = 'a line of text\n'.repeat(800_000);
    await cli.run(['s3', 'cp', '-', 's3://cli/lines'], { input });
    const { ETag } = await s3api('head-object', '--bucket', 'cli', '--key', 'lines');
    expect(ETag).toMatch(/-2"$/);
    expect((await aws('s3', 'cp', 's3://cli/lines', '-')) === input).toBe(true);
  });

  it('syncs a tree there and back and leaves alone what has not changed', async () => {
    const digests = await writeSampleTree(join(home, 'tree'));
    await aws('s3', 'sync', 'tree', 's3://cli/tree', '--no-progress');
    const listed = await aws('s3', 'ls', '--recursive', 's3://cli/tree/');
    for (const name of Object.keys(digests)) expect(listed).toContain(` tree/${name}\n`);
    expect(await aws('s3', 'sync', 'tree', 's3://cli/tree', '--no-progress')).toBe('');
    await mkdir(join(home, 'copy'));
    await aws('s3', 'sync', 's3://cli/tree', 'copy', '--no-progress');
    expect(await digestsOfTree(join(home, 'copy'))).toEqual(digests);
    await rm(join(home, 'tree/deep'), { recursive: true });
    const removed = await aws('s3', 'sync', '--delete', 'tree', 's3://cli/tree', '--no-progress');
    expect(new Set(removed.trim().split('\n'))).toEqual(
      new Set(['delete: s3://cli/tree/deep/er-sibling', 'delete: s3://cli/tree/deep/er/and/deeper/leaf']),
    );
    await aws('s3', 'rm', '--recursive', 's3://cli/tree');
    expect((await tryAws('s3', 'ls', 's3://cli/tree/')).code).toBe(1);
  });

  it('calls single operations', async () => {
    const where = ['--bucket', 'cli', '--key', 'single ünï'];
    const body = Buffer.from('0123456789');
    await writeFile(join(home, 'digits'), body);
    const md5 = createHash('md5').update(body);
    const put = await s3api('put-object', ...where, '--body', 'digits', '--tagging', 'a=1');
    expect(put['ETag']).toBe(`"${md5.digest('hex')}"`);
    expect(await s3api('get-object', ...where, '--range', 'bytes=2-4', 'part')).toMatchObject({
      ContentRange: 'bytes 2-4/10',
      TagCount: 1,
    });
    expect(await readFile(join(home, 'part'), 'utf8')).toBe('234');
    expect(await s3api('get-object-tagging', ...where)).toEqual({ TagSet: [{ Key: 'a', Value: '1' }] });
    const listing = await s3api('list-objects-v2', '--bucket', 'cli', '--prefix', 'single');
    expect(listing['Contents']).toMatchObject([{ Key: 'single ünï', Size: 10 }]);
    await s3api('delete-objects', '--bucket', 'cli', '--delete', '{"Objects":[{"Key":"single ünï"}]}');
    const refused = await tryAws('s3api', 'get-object', ...where, 'nothing');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('(NoSuchKey)');
  });

  describeWith('curl', 'with curl', (curl) => {
    it('hands out URLs that anybody can read', async () => {
      await writeFile(join(home, 'shared'), 'for everyone');
      await aws('s3', 'cp', 'shared', 's3://cli/with space+plus');
      const url = (await aws('s3', 'presign', 's3://cli/with space+plus', '--expires-in', '60')).trim();
      expect(await runProgram(curl, ['--silent', '--fail', url])).toBe('for everyone');
      const changed = url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61');
      const { stdout } = await tryProgram(curl, ['--silent', '--write-out', '%{http_code}', changed]);
      expect(stdout).toMatch(/<Code>SignatureDoesNotMatch<[^]*403$/);
    });
  });
});
