import { LifecycleRunner } from '../../src/lifecycle/lifecycle.runner.js';
import type { LifecycleTally } from '../../src/lifecycle/lifecycle-tally.js';
import { documentOf, type PlainElement } from '../support/answer.js';
import { putDocument } from '../support/bucket-document.js';
import { BACKENDS, createUpload, useGateway } from '../support/http-subject.js';
import { inDays, makeBucket, putVersion, setVersioning } from '../support/locked-bucket.js';
import { keepLog } from '../support/log-lines.js';
import { TracedGateway } from './traces/traced-gateway.js';
import type { ReceivedSpan } from '../support/received-span.js';
import type { TestGateway } from '../support/test-gateway.js';

const DAY = 86_400_000;
const rule = (content: string, filter = ''): string =>
  `<Rule><Status>Enabled</Status><Filter>${filter}</Filter>${content}</Rule>`;
const expiration = (days = 1): string => `<Expiration><Days>${days}</Days></Expiration>`;
const noncurrent = (newer?: number): string =>
  `<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>${newer === undefined ? '' : `<NewerNoncurrentVersions>${newer}</NewerNoncurrentVersions>`}</NoncurrentVersionExpiration>`;
const MARKERS = '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>';
const NOTHING: LifecycleTally = {
  examined: 0,
  expired: 0,
  markers: 0,
  noncurrent: 0,
  aborted: 0,
  skipped: 0,
  errors: 0,
};

async function configure(gateway: TestGateway, bucket: string, ...rules: string[]): Promise<void> {
  const body = `<LifecycleConfiguration>${rules.join('')}</LifecycleConfiguration>`;
  await putDocument(gateway, `/${bucket}?lifecycle`, body).expect(200);
}

const runnerOf = (gateway: TestGateway): LifecycleRunner =>
  gateway.application.nest.get(LifecycleRunner, { strict: false });

const listOf = (value: unknown): PlainElement[] =>
  value === undefined ? [] : ([value].flat() as PlainElement[]);

describe.each(BACKENDS)('lifecycle rules on %s', (backend) => {
  const gateway = useGateway({ backend });
  let bucket: string;
  let count = 0;
  let log: ReturnType<typeof keepLog>;

  /** A run that many days from now; other buckets have no rules by then. */
  const runIn = (days: number): Promise<LifecycleTally> => runnerOf(gateway()).run(Date.now() + days * DAY);
  const put = (key: string, body = 'x', headers: Record<string, string> = {}) =>
    putVersion(gateway(), `/${bucket}/${key}`, body, headers);
  const keys = async (): Promise<unknown[]> => {
    const listing = documentOf(await gateway().send('GET', `/${bucket}?list-type=2`), 'ListBucketResult');
    return listOf(listing['Contents']).map(({ Key }) => Key);
  };
  /** `key:id`, with a dash in front of delete markers. */
  const versions = async (): Promise<string[]> => {
    const listing = documentOf(await gateway().send('GET', `/${bucket}?versions`), 'ListVersionsResult');
    const named = (mark: string, list: unknown): string[] =>
      listOf(list).map(({ Key, VersionId }) => `${mark}${Key as string}:${VersionId as string}`);
    return [...named('', listing['Version']), ...named('-', listing['DeleteMarker'])].toSorted();
  };

  beforeEach(() => {
    count += 1;
    bucket = `bucket-${count}`;
    log = keepLog();
  });
  afterEach(async () => {
    log.restore();
    await gateway().send('DELETE', `/${bucket}?lifecycle`).expect(204);
  });
  const plain = () => gateway().send('PUT', `/${bucket}`).expect(200);

  it('expire objects of a bucket without versions', async () => {
    await plain();
    await put('logs/a');
    await put('logs/b');
    await put('data');
    await configure(gateway(), bucket, rule(expiration(2), '<Prefix>logs/</Prefix>'));
    expect(await runIn(1)).toEqual({ ...NOTHING, examined: 2 });
    expect(await keys()).toEqual(['data', 'logs/a', 'logs/b']);
    expect(await runIn(3)).toEqual({ ...NOTHING, examined: 2, expired: 2 });
    expect(await keys()).toEqual(['data']);
    expect(await runIn(3)).toEqual(NOTHING);
  });

  it.each([false, true])(
    'expire keys that end in a slash, and keys below them, versioned: %s',
    async (versioned) => {
      await (versioned ? makeBucket(gateway(), bucket) : plain());
      for (const key of ['folder/', 'folder/sub/', 'folder/sub/a'])
        await put(key, key.endsWith('/') ? '' : 'x');
      await configure(gateway(), bucket, rule(expiration()));
      expect(await runIn(3)).toMatchObject({ errors: 0 });
      await runIn(3);
      expect(await keys()).toEqual([]);
    },
  );

  it('go by sizes and tags together', async () => {
    await plain();
    const red = { 'x-amz-tagging': 'colour=red&shape=round' };
    await put('small-red', 'x', red);
    await put('large-red', 'x'.repeat(20), red);
    await put('large-blue', 'x'.repeat(20), { 'x-amz-tagging': 'colour=blue&shape=round' });
    await put('large', 'x'.repeat(20));
    const tag = (key: string, value: string): string => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
    const and = `<And>${tag('colour', 'red')}${tag('shape', 'round')}<ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And>`;
    await configure(gateway(), bucket, rule(expiration(), and));
    expect(await runIn(3)).toMatchObject({ expired: 1, skipped: 0 });
    expect(await keys()).toEqual(['large', 'large-blue', 'small-red']);
  });

  it('go by a date', async () => {
    await plain();
    await put('a');
    const date = new Date(Math.ceil((Date.now() + DAY) / DAY) * DAY).toISOString();
    await configure(gateway(), bucket, rule(`<Expiration><Date>${date}</Date></Expiration>`));
    expect(await runIn(0)).toMatchObject({ expired: 0 });
    expect(await runIn(3)).toMatchObject({ expired: 1 });
  });

  it('do nothing while they are disabled', async () => {
    await plain();
    await put('a');
    await configure(gateway(), bucket, rule(expiration()).replace('Enabled', 'Disabled'));
    expect(await runIn(9)).toEqual(NOTHING);
  });

  it('put a delete marker over what expires where there are versions', async () => {
    await makeBucket(gateway(), bucket);
    const id = await put('a');
    await configure(gateway(), bucket, rule(expiration()));
    expect(await runIn(3)).toEqual({ ...NOTHING, examined: 1, expired: 1 });
    expect(await keys()).toEqual([]);
    expect(await versions()).toEqual([expect.stringMatching(/^-a:/), `a:${id}`]);
    expect(await runIn(3)).toMatchObject({ expired: 0, markers: 0 });
    await gateway().send('GET', `/${bucket}/a?versionId=${id}`).expect(200);
  });

  it('expire where versioning is suspended', async () => {
    await makeBucket(gateway(), bucket);
    const id = await put('a');
    await setVersioning(gateway(), bucket, 'Suspended');
    await put('a', 'null version');
    await configure(gateway(), bucket, rule(expiration()));
    expect(await runIn(3)).toMatchObject({ expired: 1, skipped: 0 });
    expect(await versions()).toEqual(['-a:null', `a:${id}`]);
  });

  it('remove noncurrent versions but for the newest of them', async () => {
    await makeBucket(gateway(), bucket);
    const ids = [];
    for (const body of ['1', '2', '3', '4']) ids.push(await put('a', body));
    await put('b');
    await configure(gateway(), bucket, rule(noncurrent(1)));
    expect(await runIn(0)).toMatchObject({ noncurrent: 0 });
    expect(await runIn(3)).toEqual({ ...NOTHING, examined: 5, noncurrent: 2 });
    const left = await versions();
    expect(left.filter((name) => name.startsWith('a'))).toEqual([`a:${ids[2]}`, `a:${ids[3]}`].toSorted());
  });

  it('expire and clean up in one run, and remove the marker in the next', async () => {
    await makeBucket(gateway(), bucket);
    await put('a', '1');
    await put('a', '2');
    await configure(gateway(), bucket, rule(expiration() + noncurrent()));
    expect(await runIn(3)).toMatchObject({ expired: 1, noncurrent: 1, skipped: 0 });
    expect(await runIn(5)).toMatchObject({ expired: 0, noncurrent: 1 });
    expect(await runIn(5)).toMatchObject({ markers: 1 });
    expect(await versions()).toEqual([]);
  });

  it('remove delete markers that have nothing below them', async () => {
    await makeBucket(gateway(), bucket);
    const kept = await put('kept');
    const gone = await put('gone');
    for (const key of ['kept', 'gone']) await gateway().send('DELETE', `/${bucket}/${key}`).expect(204);
    await gateway().send('DELETE', `/${bucket}/gone?versionId=${gone}`).expect(204);
    await configure(gateway(), bucket, rule(MARKERS));
    expect(await runIn(0)).toMatchObject({ markers: 1, noncurrent: 0, expired: 0 });
    expect(await versions()).toEqual([expect.stringMatching(/^-kept:/), `kept:${kept}`]);
  });

  it('leave locked versions alone', async () => {
    await makeBucket(gateway(), bucket, 'locked');
    const held = await put('held', '1', { 'x-amz-object-lock-legal-hold': 'ON' });
    const retained = await put('retained', '1', {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': inDays(30),
    });
    const free = await put('free', '1');
    for (const key of ['held', 'retained', 'free']) await put(key, '2');
    await configure(gateway(), bucket, rule(noncurrent()));
    expect(await runIn(3)).toMatchObject({ noncurrent: 1, skipped: 2, errors: 0 });
    const left = await versions();
    expect(left).toEqual(expect.arrayContaining([`held:${held}`, `retained:${retained}`]));
    expect(left).not.toContain(`free:${free}`);
  });

  it('give up uploads that were begun too long ago', async () => {
    await plain();
    await createUpload(gateway(), `/${bucket}/tmp/a`);
    const kept = await createUpload(gateway(), `/${bucket}/data`);
    const abort =
      '<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation></AbortIncompleteMultipartUpload>';
    await configure(gateway(), bucket, rule(abort, '<Prefix>tmp/</Prefix>'));
    expect(await runIn(1)).toEqual({ ...NOTHING, examined: 1 });
    expect(await runIn(3)).toEqual({ ...NOTHING, examined: 1, aborted: 1 });
    await gateway().send('DELETE', `/${bucket}/data?uploadId=${kept}`).expect(204);
  });

  it('go through more than one page', async () => {
    await makeBucket(gateway(), bucket);
    const many = Array.from({ length: 60 }, (_, index) => index);
    for (let round = 0; round < 20; round += 1)
      await Promise.all(many.map((index) => put(`k${index}`, String(round))));
    await configure(gateway(), bucket, rule(noncurrent(1)));
    expect(await runIn(3)).toEqual({ ...NOTHING, examined: 1200, noncurrent: 1080 });
    expect(await versions()).toHaveLength(120);
  });

  it('stop when they are told to', async () => {
    await plain();
    await put('a');
    await configure(gateway(), bucket, rule(expiration()));
    const tally = await runnerOf(gateway()).run(Date.now() + 3 * DAY, AbortSignal.abort());
    expect(tally).toEqual(NOTHING);
    expect(await keys()).toEqual(['a']);
  });

  it('are carried out once at a time', async () => {
    await plain();
    await put('a');
    await configure(gateway(), bucket, rule(expiration()));
    const [one, other] = await Promise.all([runIn(3), runIn(3)]);
    expect(one).toBe(other);
    expect(one).toMatchObject({ expired: 1 });
  });

  it('write one line to the log', async () => {
    await plain();
    await put('a');
    await configure(gateway(), bucket, rule(expiration()));
    await runIn(3);
    expect(log.lines).toEqual([
      expect.stringMatching(
        /^buckets with rules: 1; 1 examined, 1 expired, 0 markers, 0 noncurrent, 0 aborted, 0 skipped, 0 errors; \d+ms -$/,
      ),
    ]);
  });
});

describe('a run of the lifecycle rules', () => {
  it('is one trace, with the changes of each bucket below it', async () => {
    const traced = await TracedGateway.start();
    const { gateway, receiver } = traced;
    for (const bucket of ['one-of-them', 'the-other', 'without-rules'])
      await gateway.send('PUT', `/${bucket}`).expect(200);
    await putVersion(gateway, '/one-of-them/a', 'x', { 'x-amz-tagging': 'a=1' });
    await putVersion(gateway, '/one-of-them/b', 'x');
    const filter = '<Tag><Key>a</Key><Value>1</Value></Tag>';
    await configure(gateway, 'one-of-them', rule(expiration(), filter));
    await configure(gateway, 'the-other', rule(expiration()));
    const log = keepLog();
    await runnerOf(gateway).run(Date.now() + 3 * DAY);
    log.restore();
    const spans = await receiver.waitFor((all) => all.some(({ name }) => name === 'Lifecycle.Run'));
    const run = spans.find(({ name }) => name === 'Lifecycle.Run')!;
    expect(run).toMatchObject({
      kind: 'INTERNAL',
      status: { code: 'OK' },
      attributes: { 'lifecycle.buckets': 2, 'lifecycle.examined': 2, 'lifecycle.expired': 1 },
    });
    const below = spans.filter(({ traceId }) => traceId === run.traceId);
    // Spans arrive as exporters send them.
    const bucketOf = ({ attributes }: ReceivedSpan): string => attributes['s3.bucket'] as string;
    const buckets = below
      .filter(({ name }) => name === 'Lifecycle.Bucket')
      .toSorted((a, b) => bucketOf(a).localeCompare(bucketOf(b)));
    expect(buckets.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({
        's3.bucket': 'one-of-them',
        'lifecycle.examined': 2,
        'lifecycle.expired': 1,
      }),
      expect.objectContaining({ 's3.bucket': 'the-other', 'lifecycle.examined': 0 }),
    ]);
    const changes = below.filter(({ name }) => name.startsWith('Backend.'));
    expect(changes.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
      ['Backend.DeleteObject', buckets[0]!.spanId],
    ]);
    expect(below.some(({ kind }) => kind === 'SERVER')).toBe(false);
    await traced.stop();
  });
});
