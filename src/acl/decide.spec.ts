import type { Account } from '../iam/account.js';
import type { AccessControlList, Grant } from './access-control-list.js';
import { decide, type AccessEvidence, type AccessQuestion } from './decide.js';
import type { PolicyVerdict } from './policy/evaluate.js';

const account = (role: Account['role'], access = 'alice'): Account => ({
  access,
  secret: 's',
  role,
  userID: 0,
  groupID: 0,
  projectID: 0,
});

const question = (changes: Partial<AccessQuestion>): AccessQuestion => ({
  account: account('user'),
  isRoot: false,
  action: 's3:GetObject',
  permission: 'READ',
  bucketOwner: 'alice',
  ...changes,
});

const bob = account('user', 'bob');
const stranger = { account: bob };
const nobody = { account: undefined };

const says = (effect: PolicyVerdict['effect'], statement = 'Some'): AccessEvidence => ({
  policy: { effect, statement },
});
const acl = (owner: string, ...grants: Grant[]): AccessControlList => ({ owner, grants });
const to = (grantee: Grant['grantee'], permission: Grant['permission']): Grant => ({ grantee, permission });
const ALL_READ = to({ group: 'AllUsers' }, 'READ');
const USERS_READ = to({ group: 'AuthenticatedUsers' }, 'READ');

type Row = [who: string, question: Partial<AccessQuestion>, evidence: AccessEvidence, answer: string];

const STANDING: Row[] = [
  ['the owner of the bucket', {}, {}, 'allow bucket-owner'],
  ['somebody else', { bucketOwner: 'bob' }, {}, 'deny no-grant'],
  ['a user on a bucket of root', { bucketOwner: '' }, {}, 'deny no-grant'],
  ['nobody', nobody, {}, 'deny no-grant'],
  ['nobody on a bucket of root', { ...nobody, bucketOwner: '' }, {}, 'deny no-grant'],
  ['root on any bucket', { isRoot: true, bucketOwner: 'bob' }, {}, 'allow root'],
  ['an admin on any bucket', { account: account('admin'), bucketOwner: 'bob' }, {}, 'allow role-admin'],
  ['no action, even for root', { isRoot: true, action: undefined }, {}, 'deny no-action'],
  [
    'a user who makes a bucket',
    { action: 's3:CreateBucket', bucketOwner: undefined },
    {},
    'deny role-may-not-create-buckets',
  ],
  [
    'a userplus who makes a bucket',
    { account: account('userplus'), action: 's3:CreateBucket', bucketOwner: undefined },
    {},
    'allow role-userplus',
  ],
  [
    'nobody who makes a bucket',
    { ...nobody, action: 's3:CreateBucket', bucketOwner: undefined },
    {},
    'deny role-may-not-create-buckets',
  ],
  [
    'a user who lists buckets',
    { action: 's3:ListAllMyBuckets', bucketOwner: undefined },
    {},
    'allow own-buckets',
  ],
  [
    'nobody who lists buckets',
    { ...nobody, action: 's3:ListAllMyBuckets', bucketOwner: undefined },
    {},
    'deny anonymous',
  ],
  [
    'a user who administers',
    { action: 'admin:ListUsers', bucketOwner: undefined },
    {},
    'deny role-may-not-administer',
  ],
  [
    'nobody who administers',
    { ...nobody, action: 'admin:ListUsers', bucketOwner: undefined },
    {},
    'deny role-may-not-administer',
  ],
  ['root who expects another owner', { isRoot: true, expectedOwner: 'other' }, {}, 'deny not-expected-owner'],
  ['an owner who expects himself', { expectedOwner: 'alice' }, {}, 'allow bucket-owner'],
  ['an unknown bucket owner', { bucketOwner: undefined }, {}, 'deny no-grant'],
];

const POLICY: Row[] = [
  ['a Deny against the owner', {}, says('Deny', 'No'), 'deny policy-deny:No'],
  ['a Deny against root', { isRoot: true }, says('Deny'), 'allow root'],
  ['a Deny against an admin', { account: account('admin') }, says('Deny'), 'allow role-admin'],
  ['an Allow', stranger, says('Allow', 'Yes'), 'allow policy-allow:Yes'],
  ['an Allow for nobody', nobody, says('Allow', 'Yes'), 'allow policy-allow:Yes'],
  ['an Allow for an operation that is signed', { ...nobody, signed: true }, says('Allow'), 'deny anonymous'],
  ['a policy that says nothing', stranger, says(undefined), 'deny no-grant'],
  ['a policy that says nothing, for the owner', {}, says(undefined), 'allow bucket-owner'],
  [
    'a public Allow that is held back',
    stranger,
    { ...says('Allow'), ignoresPolicyAllow: true },
    'deny public-access-block',
  ],
  [
    'a public Allow that is held back, for the owner',
    {},
    { ...says('Allow'), ignoresPolicyAllow: true },
    'allow bucket-owner',
  ],
  [
    'a Deny that an ACL would open',
    stranger,
    { ...says('Deny', 'No'), acl: acl('alice', ALL_READ) },
    'deny policy-deny:No',
  ],
  ...(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'] as const).flatMap(
    (action): Row[] => [
      [`a Deny of ${action} against the owner`, { action }, says('Deny'), 'allow bucket-owner'],
      [
        `a Deny of ${action} against another`,
        { action, ...stranger },
        says('Deny', 'No'),
        'deny policy-deny:No',
      ],
    ],
  ),
];

const on = (...grants: Grant[]): AccessEvidence => ({ acl: acl('carol', ...grants) });
const write = { action: 's3:PutObject', permission: 'WRITE' };

const GRANTS: Row[] = [
  ['READ to everybody', nobody, on(ALL_READ), 'allow acl-grant:READ to AllUsers'],
  ['READ to accounts, for one', stranger, on(USERS_READ), 'allow acl-grant:READ to AuthenticatedUsers'],
  ['READ to accounts, for nobody', nobody, on(USERS_READ), 'deny no-grant'],
  ['READ to an account', stranger, on(to({ access: 'bob' }, 'READ')), 'allow acl-grant:READ to bob'],
  ['READ to another', stranger, on(to({ access: 'dave' }, 'READ')), 'deny no-grant'],
  ['READ to root, for nobody', nobody, on(to({ access: '' }, 'READ')), 'deny no-grant'],
  [
    'FULL_CONTROL',
    stranger,
    on(to({ access: 'bob' }, 'FULL_CONTROL')),
    'allow acl-grant:FULL_CONTROL to bob',
  ],
  ['WRITE for a read', stranger, on(to({ access: 'bob' }, 'WRITE')), 'deny no-grant'],
  ['READ for a write', { ...stranger, ...write }, on(ALL_READ), 'deny no-grant'],
  [
    'WRITE for a write',
    { ...nobody, ...write },
    on(to({ group: 'AllUsers' }, 'WRITE')),
    'allow acl-grant:WRITE to AllUsers',
  ],
  [
    'WRITE for a version',
    { ...stranger, action: 's3:DeleteObjectVersion', permission: 'WRITE' },
    on(to({ access: 'bob' }, 'FULL_CONTROL')),
    'deny no-grant',
  ],
  [
    'FULL_CONTROL for a bucket document',
    { ...stranger, action: 's3:PutBucketCORS', permission: 'OWNER' },
    on(to({ access: 'bob' }, 'FULL_CONTROL')),
    'deny no-grant',
  ],
  [
    'a permission that no grant gives',
    { ...stranger, action: 's3:PutObjectTagging', permission: undefined },
    on(to({ access: 'bob' }, 'FULL_CONTROL')),
    'deny no-grant',
  ],
  [
    'WRITE to everybody for an operation that is signed',
    { ...nobody, ...write, signed: true },
    on(to({ group: 'AllUsers' }, 'WRITE')),
    'deny anonymous',
  ],
  [
    'a public grant that is held back',
    stranger,
    { ...on(ALL_READ), ignoresPublicGrants: true },
    'deny public-access-block',
  ],
  [
    'a grant to an account beside one that is held back',
    stranger,
    { ...on(ALL_READ, to({ access: 'bob' }, 'READ')), ignoresPublicGrants: true },
    'allow acl-grant:READ to bob',
  ],
  [
    'the writer of an object, its ACL',
    { ...stranger, action: 's3:PutObjectAcl', permission: 'WRITE_ACP' },
    { acl: acl('bob') },
    'allow object-owner',
  ],
  ['the writer of an object without a grant', stranger, { acl: acl('bob') }, 'deny no-grant'],
  [
    'an object of root, for nobody',
    { ...nobody, action: 's3:PutObjectAcl', permission: 'WRITE_ACP' },
    { acl: acl('') },
    'deny no-grant',
  ],
];

describe('decide', () => {
  it.each([...STANDING, ...POLICY, ...GRANTS])('answers for %s', (_who, changes, evidence, answer) => {
    const { allowed, reason } = decide(question(changes), evidence);
    expect(`${allowed ? 'allow' : 'deny'} ${reason}`).toBe(answer);
  });
});
