import { root, TracedGateway } from './traced-gateway.js';

describe('the names of spans', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start('http', { tracing: { spanNames: 'versitygw' } });
    await traced.ok('PUT', '/photos');
  });

  afterAll(() => traced.stop());

  it('are those of versitygw where they are wanted, but for the steps that have one name', async () => {
    const { spans } = await traced.ok('PUT', '/photos/cat', { body: 'meow' });
    expect(root(spans).name).toBe('s3_PutObject');
    const names = new Set(spans.map(({ name }) => name));
    for (const name of [
      'middleware.VerifyV4Signature',
      'iam.GetUserAccount',
      'middleware.ParseAcl',
      'middleware.VerifyAccess',
      'middleware.VerifyChecksums',
      'backend.s3_PutObject',
      'Posix.IO.OpenTmpFile',
      'Posix.IO.WriteData',
      'Posix.IO.LinkFile',
    ])
      expect([...names]).toContain(name);
    expect([...names].filter((name) => /^(S3|Auth|Acl|Iam|Checksum|Backend)\./.test(name))).toEqual([]);
  });

  it('do not change what attributes say', async () => {
    const { spans } = await traced.ok('HEAD', '/photos');
    expect(root(spans).attributes).toMatchObject({
      's3.operation': 'HeadBucket',
      's3.action': 's3_HeadBucket',
    });
  });

  it('hold no path where the operation is not known', async () => {
    const { spans } = await traced.send('POST', '/photos/cat');
    expect(root(spans).name).toBe('POST /{Bucket}/{Key+}');
  });
});
