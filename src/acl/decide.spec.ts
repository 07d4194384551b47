import type { Account } from '../iam/account.js';
import { decide, type AccessQuestion } from './decide.js';

const account = (role: Account['role']): Account => ({
  access: 'alice',
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
  bucketOwner: 'alice',
  ...changes,
});

describe('decide', () => {
  const table: [string, Partial<AccessQuestion>, boolean, string][] = [
    ['the owner of the bucket', {}, true, 'bucket-owner'],
    ['somebody else', { bucketOwner: 'bob' }, false, 'not-bucket-owner'],
    ['a user on a bucket of root', { bucketOwner: '' }, false, 'not-bucket-owner'],
    ['nobody', { account: undefined }, false, 'anonymous'],
    ['root on any bucket', { isRoot: true, bucketOwner: 'bob' }, true, 'root'],
    ['an admin on any bucket', { account: account('admin'), bucketOwner: 'bob' }, true, 'role-admin'],
    [
      'an operation without an action, even for root',
      { isRoot: true, action: undefined },
      false,
      'no-action',
    ],
    [
      'a user who makes a bucket',
      { action: 's3:CreateBucket', bucketOwner: undefined },
      false,
      'role-may-not-create-buckets',
    ],
    [
      'a userplus who makes a bucket',
      { account: account('userplus'), action: 's3:CreateBucket', bucketOwner: undefined },
      true,
      'role-userplus',
    ],
    [
      'a user who lists buckets',
      { action: 's3:ListAllMyBuckets', bucketOwner: undefined },
      true,
      'own-buckets',
    ],
    [
      'a user who administers',
      { action: 'admin:ListUsers', bucketOwner: undefined },
      false,
      'role-may-not-administer',
    ],
    ['root who expects another owner', { isRoot: true, expectedOwner: 'other' }, false, 'not-expected-owner'],
    ['an unknown bucket owner', { bucketOwner: undefined }, false, 'not-bucket-owner'],
  ];

  it.each(table)('answers for %s', (_who, changes, allowed, reason) => {
    expect(decide(question(changes))).toEqual({ allowed, reason });
  });
});
