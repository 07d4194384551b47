import {
  grantsFor,
  isPrivateTo,
  isPublicAcl,
  privateAcl,
  readAcl,
  writeAcl,
  type AccessControlList,
} from './access-control-list.js';
import { cannedAcl } from './canned-acl.js';
import { ownershipOf, usesAcls, writeOwnership } from './object-ownership.js';
import { publicAccessBlockOf } from './public-access-block.js';

const canned = (name: string, owner = 'alice', bucketOwner?: string): AccessControlList => {
  const acl = cannedAcl(name, { owner, bucketOwner });
  if (!acl) throw new Error(`${name} is no canned ACL`);
  return acl;
};

describe('an access control list', () => {
  it('is read as it was written', () => {
    for (const name of ['private', 'public-read-write', 'log-delivery-write'])
      expect(readAcl(writeAcl(canned(name)))).toEqual(canned(name));
  });

  it.each(['', '{', 'null', '[]', '{}', '{"Owner":"alice","Grantees":[]}', '{"owner":1,"grants":[]}'])(
    'that cannot be read opens nothing: %s',
    (text) => {
      const acl = readAcl(text);
      for (const access of [undefined, '', 'alice'])
        for (const permission of ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const)
          expect(grantsFor(acl, access, permission)).toEqual([]);
    },
  );

  it('knows whether it is public', () => {
    const open = ['public-read', 'public-read-write', 'authenticated-read'];
    expect(open.map((name) => isPublicAcl(canned(name)))).toEqual([true, true, true]);
    const closed = ['private', 'log-delivery-write', 'bucket-owner-read', 'bucket-owner-full-control'];
    expect(closed.map((name) => isPublicAcl(canned(name)))).toEqual([false, false, false, false]);
  });

  it('knows whether it is its owner’s alone', () => {
    expect(isPrivateTo(privateAcl('alice'), 'alice')).toBe(true);
    expect(isPrivateTo(privateAcl('alice'), 'bob')).toBe(false);
    expect(isPrivateTo({ owner: 'alice', grants: [] }, 'alice')).toBe(false);
    expect(isPrivateTo(canned('public-read'), 'alice')).toBe(false);
    expect(isPrivateTo(canned('bucket-owner-full-control', 'bob', 'alice'), 'alice')).toBe(false);
  });

  it('of log delivery is for buckets alone', () => {
    expect(cannedAcl('log-delivery-write', { owner: 'bob', bucketOwner: 'alice' })).toBeUndefined();
  });
});

describe('stored settings of access', () => {
  it('that cannot be read close what they can', () => {
    expect(ownershipOf({ documents: {} })).toBeUndefined();
    expect(ownershipOf({ documents: { ownership: writeOwnership('ObjectWriter') } })).toBe('ObjectWriter');
    for (const ownership of ['', '{}', 'null', '{"ObjectOwnership":"Nobody"}'])
      expect(usesAcls({ documents: { ownership } })).toBe(false);
    expect(publicAccessBlockOf({ documents: {} })).toBeUndefined();
    expect(publicAccessBlockOf({ documents: { 'public-access-block': '{' } })).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });
});
