import { ACTIONS } from '../../src/acl/policy/actions.js';
import { Backend } from '../../src/backend/backend.js';
import { OPERATIONS } from '../../src/s3/operation/operation.table.js';
import { ALICE, BOB, policyOf, useAccounts } from '../support/accounts.js';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { type Credentials, ROOT } from '../support/test-gateway.js';

const DENIED = { status: 403, Code: 'AccessDenied', Message: 'Access Denied' };
const malformed = (Message: string, Detail?: string) => ({
  status: 400,
  Code: 'MalformedPolicy',
  Message,
  ...(Detail !== undefined && { Detail }),
});
const TOO_LARGE = malformed('Normalized policy document exceeds the maximum allowed size of 20480 bytes');
const NOBODY = null;

describe.each(BACKENDS)('bucket policies on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let name: string;
  let count = 0;

  beforeEach(async () => {
    name = `bucket-${++count}`;
    await gateway().send('PUT', `/${name}`, { as: ALICE }).expect(200);
    await gateway().send('PUT', `/${name}/a`, { body: 'hello', as: ALICE }).expect(200);
  });

  const put = async (body: string | Buffer, as: Credentials = ALICE) =>
    gateway().send('PUT', `/${name}?policy`, { body, as });
  const get = async () => gateway().send('GET', `/${name}?policy`, { as: ALICE });
  const status = async () => gateway().send('GET', `/${name}?policyStatus`, { as: ALICE });
  const statusOf = async (as: Credentials | null, method: string, path: string): Promise<number> =>
    (await gateway().send(method, `/${name}${path}`, { as })).status;
  const absent = (): object => ({
    status: 404,
    Code: 'NoSuchBucketPolicy',
    Message: 'The bucket policy does not exist',
    BucketName: name,
  });
  const allow = (more: Parameters<typeof policyOf>[3] = {}, actions = ['s3:GetObject']): string =>
    policyOf(name, 'Allow', actions, more);

  it('are given back as they came', async () => {
    const text = ` ${allow()}\n`.replace('{', '{\n').slice(1);
    const stored = await put(text);
    expectIds(stored);
    expect({ status: stored.status, headers: ownHeaders(stored) }).toEqual({ status: 204, headers: {} });
    const answer = await get();
    expect({ text: answer.body.toString(), headers: ownHeaders(answer) }).toEqual({
      text,
      headers: { 'content-type': 'application/json', 'content-length': String(text.length) },
    });
  });

  it('are replaced and deleted', async () => {
    expect(errorOf(await get())).toEqual(absent());
    expect((await put(allow())).status).toBe(204);
    const second = allow({ principals: ['bob'] });
    expect((await put(second)).status).toBe(204);
    expect((await get()).body.toString()).toBe(second);
    for (const _ of ['first', 'second']) {
      const removed = await gateway().send('DELETE', `/${name}?policy`, { as: ALICE });
      expect({ status: removed.status, headers: ownHeaders(removed) }).toEqual({ status: 204, headers: {} });
    }
    expect(errorOf(await get())).toEqual(absent());
  });

  it('say whether they are public', async () => {
    expect(errorOf(await status())).toEqual(absent());
    await put(allow());
    expect(documentOf(await status(), 'PolicyStatus')).toEqual({ IsPublic: 'true' });
    await put(allow({ condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }));
    expect(documentOf(await status(), 'PolicyStatus')).toEqual({ IsPublic: 'false' });
  });

  it('are refused when they are not what the grammar says, and leave what is stored', async () => {
    const stored = allow();
    await put(stored);
    const first = "Policies must be valid JSON and the first byte must be '{'";
    const refusals: [body: string | Buffer, error: object][] = [
      ['', malformed(first)],
      ['<Policy/>', malformed(first)],
      ['{', malformed('This policy contains invalid Json')],
      [Buffer.from('{"Id":"\xff"}', 'latin1'), malformed('This policy contains invalid Json')],
      ['{}', malformed('Missing required field Statement')],
      [allow({}, ['s3:Read']), malformed('Policy has invalid action', 's3:Read')],
      [
        policyOf('other', 'Allow', ['s3:GetObject']),
        malformed('Policy has invalid resource', 'arn:aws:s3:::other'),
      ],
      [
        allow({ condition: { StringEquals: { 'aws:Colour': 'red' } } }),
        malformed('Policy has an invalid condition key', 'aws:Colour'),
      ],
      [
        allow({ condition: { StringIs: { 'aws:Referer': 'red' } } }),
        malformed('Invalid Condition type : StringIs'),
      ],
      [
        allow({ condition: { StringLike: { 's3:prefix': 'a/*' } } }),
        malformed(
          'Conditions do not apply to combination of actions and resources in statement',
          'Condition "s3:prefix" and action "s3:GetObject" in Statement "TheOne"',
        ),
      ],
    ];
    for (const [body, error] of refusals) expect(errorOf(await put(body))).toEqual(error);
    expect((await get()).body.toString()).toBe(stored);
  });

  it('name only accounts that exist', async () => {
    expect((await put(allow({ principals: ['bob', ROOT.access] }))).status).toBe(204);
    expect((await put(allow({ principals: ['arn:aws:iam::000000000000:user/bob'] }))).status).toBe(204);
    expect(errorOf(await put(allow({ principals: ['bob', 'carol'] })))).toEqual(
      malformed('Invalid principal in policy', '"AWS" : "carol"'),
    );
    const denied = JSON.parse(allow()) as { Statement: Record<string, unknown>[] };
    const others = { ...denied.Statement[0], Principal: undefined, NotPrincipal: { AWS: 'carol' } };
    denied.Statement[0] = { ...others, Effect: 'Deny' };
    expect(errorOf(await put(JSON.stringify(denied)))).toEqual(
      malformed('Invalid principal in policy', '"AWS" : "carol"'),
    );
    denied.Statement[0] = others;
    expect(errorOf(await put(JSON.stringify(denied)))).toEqual(
      malformed('Allow with NotPrincipal is not allowed.'),
    );
  });

  it('may name an account by its ARN', async () => {
    const account = (access: string): string => allow({ principals: [`arn:aws:iam::${access}:root`] });
    expect((await put(account('bob'))).status).toBe(204);
    expect(await statusOf(BOB, 'GET', '/a')).toBe(200);
    expect(await statusOf(NOBODY, 'GET', '/a')).toBe(403);
    expect(errorOf(await put(account('carol')))).toEqual(
      malformed('Invalid principal in policy', '"AWS" : "arn:aws:iam::carol:root"'),
    );
  });

  it.each(['ArnEquals', 'StringLike'])('may ask with %s who is calling by ARN', async (operator) => {
    const condition = { [operator]: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:user/bo?' } };
    expect((await put(allow({ condition }))).status).toBe(204);
    expect(await statusOf(BOB, 'GET', '/a')).toBe(200);
    expect(await statusOf(NOBODY, 'GET', '/a')).toBe(403);
  });

  it('have at most 20 KiB, white space not counted', async () => {
    const filled = (bytes: number): string => {
      const text = allow().replace('TheOne', '');
      return text.replace('"Sid":""', `"Sid":"${'x'.repeat(bytes - text.length)}"`);
    };
    expect(filled(20_480)).toHaveLength(20_480);
    expect((await put(filled(20_480))).status).toBe(204);
    expect((await put(filled(20_480).replaceAll(':{', `:${' '.repeat(1000)}{`))).status).toBe(204);
    expect(errorOf(await put(filled(20_481)))).toEqual(TOO_LARGE);
    expect(errorOf(await put(`{${' '.repeat(1_000_000)}}`))).toEqual(TOO_LARGE);
  });

  it('are kept from the public by the public access block', async () => {
    const body =
      '<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>';
    await gateway().send('PUT', `/${name}?publicAccessBlock`, { body, as: ALICE }).expect(200);
    expect(errorOf(await put(allow()))).toEqual(DENIED);
    expect(errorOf(await get())).toEqual(absent());
    expect((await put(allow({ principals: ['bob'] }))).status).toBe(204);
    expect((await put(policyOf(name, 'Deny', ['s3:PutObject']))).status).toBe(204);
  });

  it.each(['GET ?policy', 'PUT ?policy', 'DELETE ?policy', 'GET ?policyStatus'])(
    '%s says that there is no such bucket, and is not for others',
    async (request) => {
      const [method = '', query = ''] = request.split(' ');
      const missing = await gateway().send(method, `/absent${query}`, {
        body: method === 'PUT' ? '{}' : undefined,
      });
      expect(errorOf(missing)).toEqual({
        status: 404,
        Code: 'NoSuchBucket',
        Message: 'The specified bucket does not exist',
        BucketName: 'absent',
      });
      await put(allow());
      for (const as of [BOB, NOBODY])
        expect(errorOf(await gateway().send(method, `/${name}${query}`, { as }))).toEqual(DENIED);
    },
  );

  describe('decide', () => {
    it('who reads', async () => {
      expect([await statusOf(BOB, 'GET', '/a'), await statusOf(NOBODY, 'GET', '/a')]).toEqual([403, 403]);
      await put(allow({ principals: ['bob'] }));
      expect([await statusOf(BOB, 'GET', '/a'), await statusOf(NOBODY, 'GET', '/a')]).toEqual([200, 403]);
      expect([await statusOf(BOB, 'PUT', '/b'), await statusOf(BOB, 'GET', '')]).toEqual([403, 403]);
      await put(allow());
      expect([await statusOf(BOB, 'GET', '/a'), await statusOf(NOBODY, 'GET', '/a')]).toEqual([200, 200]);
    });

    it('against the owner too, who can still mend the policy', async () => {
      await put(policyOf(name, 'Deny', ['s3:*']));
      expect(await statusOf(ALICE, 'GET', '/a')).toBe(403);
      expect(await statusOf(ROOT, 'GET', '/a')).toBe(200);
      expect((await get()).status).toBe(200);
      await gateway().send('DELETE', `/${name}?policy`, { as: ALICE }).expect(204);
      expect(await statusOf(ALICE, 'GET', '/a')).toBe(200);
    });

    it('by the prefix of a listing', async () => {
      const condition = { StringLike: { 's3:prefix': ['home/${aws:username}/*', ''] } };
      await put(
        allow({ principals: ['bob'], condition }, ['s3:ListBucket']).replace(`,"arn:aws:s3:::${name}/*"`, ''),
      );
      expect(await statusOf(BOB, 'GET', '?prefix=home/bob/2026')).toBe(200);
      expect(await statusOf(BOB, 'GET', '?list-type=2&prefix=')).toBe(200);
      expect(await statusOf(BOB, 'GET', '?prefix=home/alice/')).toBe(403);
      expect(await statusOf(BOB, 'GET', '')).toBe(403);
    });

    it('by the address of the client and the headers of the request', async () => {
      await put(allow({ condition: { IpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1/128'] } } }));
      expect(await statusOf(NOBODY, 'GET', '/a')).toBe(200);
      await put(allow({ condition: { NotIpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1/128'] } } }));
      expect(await statusOf(NOBODY, 'GET', '/a')).toBe(403);
      await put(allow({ condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } } }));
      const from = async (referer: string): Promise<number> =>
        (await gateway().send('GET', `/${name}/a`, { as: NOBODY, headers: { referer } })).status;
      expect(await from('https://example.com/page')).toBe(200);
      expect(await from('https://example.org/page')).toBe(403);
      expect(await statusOf(NOBODY, 'GET', '/a')).toBe(403);
    });

    it('by conditions of a write', async () => {
      await put(
        allow({ principals: ['bob'], condition: { StringEquals: { 's3:if-none-match': '*' } } }, [
          's3:PutObject',
        ]),
      );
      const write = async (headers: Record<string, string>): Promise<number> =>
        (await gateway().send('PUT', `/${name}/new`, { body: 'x', headers, as: BOB })).status;
      expect(await write({})).toBe(403);
      expect(await write({ 'if-none-match': '*' })).toBe(200);
    });

    it('by the tags that an object has', async () => {
      await put(
        allow({ principals: ['bob'], condition: { StringEquals: { 's3:ExistingObjectTag/open': 'yes' } } }),
      );
      expect(await statusOf(BOB, 'GET', '/a')).toBe(403);
      const headers = { 'x-amz-tagging': 'open=yes' };
      await gateway().send('PUT', `/${name}/a`, { body: 'hello', headers, as: ALICE }).expect(200);
      expect(await statusOf(BOB, 'GET', '/a')).toBe(200);
    });

    it('nothing of tags in a body that they cannot see yet', async () => {
      const condition = { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['harmless'] } };
      await put(allow({ principals: ['bob'], condition }, ['s3:PutObjectTagging', 's3:PutObject']));
      const body = '<Tagging><TagSet><Tag><Key>open</Key><Value>yes</Value></Tag></TagSet></Tagging>';
      const answer = await gateway().send('PUT', `/${name}/a?tagging`, { body, as: BOB });
      expect(errorOf(answer)).toEqual(DENIED);
    });

    it('denying everything when what is stored cannot be read', async () => {
      await gateway().application.nest.get(Backend).writeBucketDocument(name, 'policy', '{"Statement":[{}]}');
      for (const as of [ALICE, BOB, NOBODY]) expect(await statusOf(as, 'GET', '/a')).toBe(403);
      expect(await statusOf(ROOT, 'GET', '/a')).toBe(200);
      expect(documentOf(await gateway().send('GET', `/${name}?policyStatus`), 'PolicyStatus')).toEqual({
        IsPublic: 'false',
      });
      expect((await put(allow())).status).toBe(204);
      expect(await statusOf(BOB, 'GET', '/a')).toBe(200);
    });
  });
});

describe('the actions of the operation table', () => {
  const actions = Object.values(OPERATIONS).flatMap(({ action, versionAction }) => [action, versionAction]);

  it.each([...new Set(actions)].filter((action) => action !== undefined))(
    '%s can stand in a policy',
    (action) => {
      expect(ACTIONS.has(action)).toBe(true);
    },
  );
});
