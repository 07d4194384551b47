import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.js';
import { describeWith } from '../support/programs.js';

interface Entry {
  readonly Key: string;
  readonly VersionId: string;
  readonly IsLatest: boolean;
}

const HOUR = 3_600_000;

describeWith('aws', 'aws-cli, versions and locks', (program) => {
  let cli: AwsCli;

  const aws = (...args: string[]): Promise<string> => cli.run(args);
  const s3api = (...args: string[]): Promise<Record<string, unknown>> => cli.s3api(args);
  const write = (name: string, text: string): Promise<void> => writeFile(join(cli.home, name), text);
  const entries = async (
    Bucket: string,
    kind: 'Versions' | 'DeleteMarkers',
    prefix = '',
  ): Promise<Entry[]> => {
    const listing = await s3api('list-object-versions', '--bucket', Bucket, '--prefix', prefix);
    return (listing[kind] ?? []) as Entry[];
  };

  beforeAll(async () => {
    cli = await AwsCli.start(program);
    await aws('s3', 'mb', 's3://versions');
    const Enabled = ['--versioning-configuration', 'Status=Enabled'];
    await s3api('put-bucket-versioning', '--bucket', 'versions', ...Enabled);
  });

  afterAll(() => cli.stop());

  it('gets, lists and removes versions', async () => {
    const where = ['--bucket', 'versions', '--key', 'note ü'];
    const made: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      await write('note', text);
      made.push((await s3api('put-object', ...where, '--body', 'note'))['VersionId'] as string);
    }
    const listed = await entries('versions', 'Versions', 'note');
    expect(listed.map(({ VersionId }) => VersionId)).toEqual(made.toReversed());
    expect(listed.map(({ IsLatest }) => IsLatest)).toEqual([true, false, false]);
    const got = await s3api('get-object', ...where, '--version-id', made[0]!, 'back');
    expect([got['VersionId'], await readFile(join(cli.home, 'back'), 'utf8')]).toEqual([made[0], 'one']);
    await s3api('delete-object', ...where, '--version-id', made[2]!);
    await s3api('get-object', ...where, 'back');
    expect(await readFile(join(cli.home, 'back'), 'utf8')).toBe('two');
    const tags = ['--version-id', made[0]!, '--tagging', 'TagSet=[{Key=a,Value=1}]'];
    await s3api('put-object-tagging', ...where, ...tags);
    expect(await s3api('get-object-tagging', ...where)).toMatchObject({ VersionId: made[1], TagSet: [] });
  });

  it('pages over versions', async () => {
    for (const round of [1, 2, 3]) {
      await write('page', `${round}`);
      for (const key of ['a', 'b'])
        await s3api('put-object', '--bucket', 'versions', '--key', `page/${key}`, '--body', 'page');
    }
    const pages = ['--prefix', 'page/', '--page-size', '2', '--query', 'Versions[].Key'];
    const found = await s3api('list-object-versions', '--bucket', 'versions', ...pages);
    expect(found).toEqual(['page/a', 'page/a', 'page/a', 'page/b', 'page/b', 'page/b']);
    const first = await s3api('list-object-versions', '--bucket', 'versions', '--max-items', '4');
    const rest = ['--starting-token', first['NextToken'] as string];
    const second = await s3api('list-object-versions', '--bucket', 'versions', ...rest);
    const all = [...(first['Versions'] as Entry[]), ...(second['Versions'] as Entry[])];
    expect(all.map(({ VersionId }) => VersionId)).toEqual(
      (await entries('versions', 'Versions')).map(({ VersionId }) => VersionId),
    );
  });

  it('syncs with --delete, and what was deleted can be had back', async () => {
    await mkdir(join(cli.home, 'tree/deep'), { recursive: true });
    await write('tree/kept', 'kept');
    await write('tree/deep/gone', 'gone');
    await aws('s3', 'sync', 'tree', 's3://versions/tree', '--no-progress');
    await rm(join(cli.home, 'tree/deep'), { recursive: true });
    expect(await aws('s3', 'sync', '--delete', 'tree', 's3://versions/tree', '--no-progress')).toBe(
      'delete: s3://versions/tree/deep/gone\n',
    );
    expect(await aws('s3', 'ls', '--recursive', 's3://versions/tree/')).toMatch(/^\S+ \S+ +4 tree\/kept\n$/);
    const [marker, ...others] = await entries('versions', 'DeleteMarkers', 'tree/');
    expect([marker!.Key, marker!.IsLatest, others]).toEqual(['tree/deep/gone', true, []]);
    const undo = ['--key', marker!.Key, '--version-id', marker!.VersionId];
    expect(await s3api('delete-object', '--bucket', 'versions', ...undo)).toEqual({
      DeleteMarker: true,
      VersionId: marker!.VersionId,
    });
    expect(await aws('s3', 'cp', 's3://versions/tree/deep/gone', '-')).toBe('gone');
  });

  it('does not remove a bucket that holds versions only', async () => {
    await aws('s3', 'mb', 's3://full');
    await s3api('put-bucket-versioning', '--bucket', 'full', '--versioning-configuration', 'Status=Enabled');
    await write('small', 'small');
    await aws('s3', 'cp', 'small', 's3://full/small');
    await aws('s3', 'rm', 's3://full/small');
    expect(await cli.refusal(['delete-bucket', '--bucket', 'full'])).toBe('BucketNotEmpty');
    const left = [...(await entries('full', 'Versions')), ...(await entries('full', 'DeleteMarkers'))];
    const Objects = left.map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3api('delete-objects', '--bucket', 'full', '--delete', JSON.stringify({ Objects }));
    await s3api('delete-bucket', '--bucket', 'full');
  });

  it('locks objects', async () => {
    const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + HOUR).toISOString().replace('.000', '');
    await s3api('create-bucket', '--bucket', 'locked', '--object-lock-enabled-for-bucket');
    await write('locked', 'locked');
    const put = ['--bucket', 'locked', '--key', 'a', '--body', 'locked'];
    const lock = ['--object-lock-mode', 'GOVERNANCE', '--object-lock-retain-until-date', until];
    const { VersionId } = await s3api('put-object', ...put, ...lock);
    const version = ['--bucket', 'locked', '--key', 'a', '--version-id', VersionId as string];
    const kept = await s3api('get-object-retention', ...version);
    expect(kept).toMatchObject({ Retention: { Mode: 'GOVERNANCE' } });
    const { RetainUntilDate } = kept['Retention'] as { RetainUntilDate: string };
    expect(Date.parse(RetainUntilDate)).toBe(Date.parse(until));
    expect(await cli.refusal(['delete-object', ...version])).toBe('AccessDenied');
    await s3api('put-object-legal-hold', ...version, '--legal-hold', 'Status=ON');
    expect(await cli.refusal(['delete-object', ...version, '--bypass-governance-retention'])).toBe(
      'AccessDenied',
    );
    await s3api('put-object-legal-hold', ...version, '--legal-hold', 'Status=OFF');
    await s3api('delete-object', ...version, '--bypass-governance-retention');
    expect(await cli.refusal(['head-object', '--bucket', 'locked', '--key', 'a'])).toBe('404');
  });

  it('gives a bucket a default retention', async () => {
    await s3api('create-bucket', '--bucket', 'defaults', '--object-lock-enabled-for-bucket');
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } };
    const configuration = JSON.stringify({ ObjectLockEnabled: 'Enabled', Rule });
    const where = ['--bucket', 'defaults'];
    await s3api('put-object-lock-configuration', ...where, '--object-lock-configuration', configuration);
    expect(await s3api('get-object-lock-configuration', ...where)).toMatchObject({
      ObjectLockConfiguration: { Rule },
    });
    await write('by-default', 'x');
    await aws('s3', 'cp', 'by-default', 's3://defaults/a');
    expect(await s3api('head-object', ...where, '--key', 'a')).toMatchObject({
      ObjectLockMode: 'COMPLIANCE',
    });
  });
});
