import { Backend } from '../../src/backend/backend.js';
import {
  aclElement,
  ALICE,
  ALL_USERS,
  AUTHENTICATED_USERS,
  BOB,
  grantElement,
  LOG_DELIVERY,
  useAccounts,
} from '../support/accounts.js';
import { aclOf, DENIED, NOT_SUPPORTED, ownedBy, user } from '../support/acl-list.js';
import { documentOf, errorOf, expectIds, ownHeaders } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { ROOT } from '../support/test-gateway.js';

/** What a list says that was there before ACLs were switched off. */
const OPEN = JSON.stringify({
  owner: 'alice',
  grants: [{ grantee: { group: 'AllUsers' }, permission: 'READ' }],
});

describe.each(BACKENDS)('bucket ACLs on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  beforeEach(async () => {
    bucket = `/bucket-${++count}`;
    await gateway()
      .send('PUT', bucket, { headers: { 'x-amz-object-ownership': 'ObjectWriter' }, as: ALICE })
      .expect(200);
  });

  const put = async (headers: Record<string, string>, body?: string, as = ALICE) =>
    gateway().send('PUT', `${bucket}?acl`, { headers, body, as });
  const get = async () => gateway().send('GET', `${bucket}?acl`, { as: ALICE });
  const grants = async () => aclOf(await get()).grants;

  it('give a new bucket to its owner', async () => {
    const answer = await get();
    expectIds(answer);
    expect(documentOf(answer, 'AccessControlPolicy')).toEqual(ownedBy('alice'));
    expect(answer.body.toString()).toContain(
      '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">',
    );
  });

  it.each([
    ['private', []],
    ['public-read', [[ALL_USERS, 'READ']]],
    [
      'public-read-write',
      [
        [ALL_USERS, 'READ'],
        [ALL_USERS, 'WRITE'],
      ],
    ],
    ['authenticated-read', [[AUTHENTICATED_USERS, 'READ']]],
    [
      'log-delivery-write',
      [
        [LOG_DELIVERY, 'WRITE'],
        [LOG_DELIVERY, 'READ_ACP'],
      ],
    ],
  ])('take the canned ACL %s', async (canned, more) => {
    const answer = await put({ 'x-amz-acl': canned });
    expect(answer.status).toBe(200);
    expect(ownHeaders(answer)).toEqual({ 'content-length': '0' });
    expect(await grants()).toEqual([['alice', 'FULL_CONTROL'], ...more]);
  });

  it('take grants from headers and no others', async () => {
    const answer = await put({
      'x-amz-grant-full-control': 'id="alice"',
      'x-amz-grant-read': `uri="${ALL_USERS}", id=bob`,
      'x-amz-grant-write-acp': 'bob',
      'x-amz-grant-read-acp': `id="${ROOT.access}"`,
    });
    expect(answer.status).toBe(200);
    expect(await grants()).toEqual([
      ['alice', 'FULL_CONTROL'],
      [ALL_USERS, 'READ'],
      ['bob', 'READ'],
      [ROOT.access, 'READ_ACP'],
      ['bob', 'WRITE_ACP'],
    ]);
  });

  it('take a document and give it back', async () => {
    const body = aclElement('alice', grantElement('bob', 'WRITE'), grantElement(LOG_DELIVERY, 'READ_ACP'));
    expect((await put({}, body)).status).toBe(200);
    expect(await grants()).toEqual([
      ['bob', 'WRITE'],
      [LOG_DELIVERY, 'READ_ACP'],
    ]);
    const given = (await get()).body.toString();
    expect((await put({}, given)).status).toBe(200);
    expect((await get()).body.toString()).toBe(given);
  });

  it('open what they grant, and nothing else', async () => {
    const tries = async (as: typeof BOB) => {
      const ask = async (method: string, path: string) =>
        (await gateway().send(method, `${bucket}${path}`, { as })).status;
      return {
        list: await ask('GET', ''),
        versions: await ask('GET', '?versions'),
        uploads: await ask('GET', '?uploads'),
        write: await ask('PUT', '/by-bob'),
        remove: await ask('DELETE', '/nothing'),
        acl: await ask('GET', '?acl'),
        location: await ask('GET', '?location'),
        policy: await ask('GET', '?policy'),
        bucket: await ask('DELETE', ''),
      };
    };
    const closed = {
      list: 403,
      versions: 403,
      uploads: 403,
      write: 403,
      remove: 403,
      acl: 403,
      location: 403,
      policy: 403,
      bucket: 403,
    };
    expect(await tries(BOB)).toEqual(closed);
    await put({ 'x-amz-grant-read': 'id=bob' });
    expect(await tries(BOB)).toEqual({ ...closed, list: 200, versions: 200, uploads: 200 });
    await put({ 'x-amz-grant-write': 'id=bob' });
    expect(await tries(BOB)).toEqual({ ...closed, write: 200, remove: 204 });
    await put({ 'x-amz-grant-read-acp': 'id=bob' });
    expect(await tries(BOB)).toEqual({ ...closed, acl: 200 });
    await put({ 'x-amz-grant-full-control': 'id=bob' });
    expect(await tries(BOB)).toEqual({
      ...closed,
      list: 200,
      versions: 200,
      uploads: 200,
      write: 200,
      remove: 204,
      acl: 200,
    });
  });

  it('let a grantee of WRITE_ACP change the list, and the owner whatever it says', async () => {
    await put({ 'x-amz-grant-write-acp': 'id=bob' });
    expect((await put({}, aclElement('alice', grantElement('bob', 'READ')), BOB)).status).toBe(200);
    expect(errorOf(await put({ 'x-amz-acl': 'private' }, undefined, BOB))).toEqual(DENIED);
    expect((await put({ 'x-amz-acl': 'private' })).status).toBe(200);
  });

  const refusals: [what: string, headers: Record<string, string>, body: string | undefined, error: object][] =
    [
      [
        'both kinds of headers',
        { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=bob' },
        undefined,
        {
          status: 400,
          Code: 'InvalidRequest',
          Message: 'Specifying both Canned ACLs and Header Grants is not allowed',
        },
      ],
      [
        'headers and a body',
        { 'x-amz-acl': 'private' },
        aclElement('alice'),
        { status: 400, Code: 'UnexpectedContent', Message: 'This request does not support content' },
      ],
      [
        'neither',
        {},
        undefined,
        {
          status: 400,
          Code: 'MissingSecurityHeader',
          Message: 'Your request was missing a required header',
          MissingHeaderName: 'x-amz-acl',
        },
      ],
      ...['aws-exec-read', 'mine', ''].map((canned): (typeof refusals)[number] => [
        `the canned ACL "${canned}"`,
        { 'x-amz-acl': canned },
        undefined,
        {
          status: 400,
          Code: 'InvalidArgument',
          Message: '',
          ArgumentName: 'x-amz-acl',
          ArgumentValue: canned,
        },
      ]),
      [
        'an unknown id in a header',
        { 'x-amz-grant-read': 'id=nobody' },
        undefined,
        {
          status: 400,
          Code: 'InvalidArgument',
          Message: 'Invalid id',
          ArgumentName: 'id',
          ArgumentValue: 'nobody',
        },
      ],
      [
        'an unknown id in a document',
        {},
        aclElement('alice', grantElement('nobody', 'READ')),
        {
          status: 400,
          Code: 'InvalidArgument',
          Message: 'Invalid id',
          ArgumentName: 'CanonicalUser/ID',
          ArgumentValue: 'nobody',
        },
      ],
      [
        'an unknown group',
        { 'x-amz-grant-read': 'uri=http://groups/mine' },
        undefined,
        {
          status: 400,
          Code: 'InvalidArgument',
          Message: 'Invalid group uri',
          ArgumentName: 'uri',
          ArgumentValue: 'http://groups/mine',
        },
      ],
      [
        'an e-mail address',
        { 'x-amz-grant-read': 'emailAddress="a@example.com"' },
        undefined,
        {
          status: 405,
          Code: 'MethodNotAllowed',
          Message: 'The specified method is not allowed against this resource.',
          Method: 'PUT',
          ResourceType: 'ACL',
        },
      ],
      [
        'a header that is no list of grantees',
        { 'x-amz-grant-read': 'who=bob' },
        undefined,
        {
          status: 400,
          Code: 'InvalidArgument',
          Message: 'Argument format not recognized',
          ArgumentName: 'x-amz-grant-read',
          ArgumentValue: 'who=bob',
        },
      ],
      ['an owner who is another', {}, aclElement('bob', grantElement('bob', 'READ')), DENIED],
      ...[
        ['an unknown permission', aclElement('alice', grantElement('bob', 'EXECUTE'))],
        [
          'a grantee without a type',
          aclElement('alice', '<Grant><Grantee/><Permission>READ</Permission></Grant>'),
        ],
        ['a document without an owner', '<AccessControlPolicy><AccessControlList/></AccessControlPolicy>'],
        [
          'a document without a list',
          '<AccessControlPolicy><Owner><ID>alice</ID></Owner></AccessControlPolicy>',
        ],
        ['another document', '<Tagging/>'],
        ['what is no XML', 'acl'],
        [
          '101 grants',
          aclElement('alice', ...Array.from({ length: 101 }, () => grantElement('bob', 'READ'))),
        ],
      ].map(([what, body]): (typeof refusals)[number] => [
        what as string,
        {},
        body,
        {
          status: 400,
          Code: 'MalformedACLError',
          Message:
            'The XML you provided was not well-formed or did not validate against our published schema',
        },
      ]),
    ];

  it.each(refusals)('refuse %s', async (_what, headers, body, error) => {
    expect(errorOf(await put(headers, body))).toEqual(error);
    expect(await grants()).toEqual([['alice', 'FULL_CONTROL']]);
  });

  it('take 100 grants', async () => {
    const body = aclElement('alice', ...Array.from({ length: 100 }, () => grantElement('bob', 'READ')));
    expect((await put({}, body)).status).toBe(200);
    expect(await grants()).toHaveLength(100);
  });

  it('are refused where the owner of the bucket owns everything', async () => {
    const path = `/enforced-${count}`;
    await gateway().send('PUT', path, { as: ALICE }).expect(200);
    const set = async (canned: string) =>
      gateway().send('PUT', `${path}?acl`, { headers: { 'x-amz-acl': canned }, as: ALICE });
    for (const canned of ['private', 'public-read'])
      expect(errorOf(await set(canned))).toEqual(NOT_SUPPORTED);
    expect((await set('bucket-owner-full-control')).status).toBe(200);
    const body = aclElement('alice', grantElement('alice', 'FULL_CONTROL'));
    expect((await gateway().send('PUT', `${path}?acl`, { body, as: ALICE })).status).toBe(200);
    expect(
      documentOf(await gateway().send('GET', `${path}?acl`, { as: ALICE }), 'AccessControlPolicy'),
    ).toEqual(ownedBy('alice'));
  });

  it('go with the owner that they were for', async () => {
    await put({ 'x-amz-grant-full-control': 'id=bob' });
    await gateway()
      .send('PATCH', `/change-bucket-owner?bucket=${bucket.slice(1)}&owner=${ROOT.access}`)
      .expect(200);
    expect(errorOf(await gateway().send('GET', bucket, { as: BOB }))).toEqual(DENIED);
    const acl = documentOf(await gateway().send('GET', `${bucket}?acl`), 'AccessControlPolicy');
    expect(acl['Owner']).toEqual(user(ROOT.access));
  });
});

describe('bucket ACLs of a gateway without ACLs', () => {
  const gateway = useAccounts({ server: { disableAcl: true } });

  it('cannot be set and open nothing', async () => {
    const headers = { 'x-amz-object-ownership': 'ObjectWriter' };
    await gateway().send('PUT', '/photos', { headers, as: ALICE }).expect(200);
    const acl = { 'x-amz-acl': 'public-read' };
    expect(errorOf(await gateway().send('PUT', '/photos?acl', { headers: acl, as: ALICE }))).toEqual(
      NOT_SUPPORTED,
    );
    expect(errorOf(await gateway().send('PUT', '/others', { headers: acl, as: ALICE }))).toEqual(
      NOT_SUPPORTED,
    );
    await gateway().application.nest.get(Backend).writeBucketDocument('photos', 'acl', OPEN);
    expect(errorOf(await gateway().send('GET', '/photos', { as: null }))).toEqual(DENIED);
  });
});
