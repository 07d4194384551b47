import type { Account } from '../iam/account.js';
import {
  readAccount,
  readAccountChanges,
  readAccountList,
  writeAccount,
  writeAccountChanges,
  writeAccountList,
} from './account-document.js';
import { readBucketList, writeBucketList } from './bucket-document.js';

const ALICE: Account = {
  access: 'a&b',
  secret: '<s>',
  role: 'userplus',
  userID: 1,
  groupID: 2,
  projectID: 3,
};
const error = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('the account documents', () => {
  it('have the element names of versitygw', () => {
    expect(writeAccount(ALICE)).toContain(
      '<Account><Access>a&amp;b</Access><Secret>&lt;s&gt;</Secret><Role>userplus</Role>' +
        '<UserID>1</UserID><GroupID>2</GroupID><ProjectID>3</ProjectID></Account>',
    );
    expect(writeAccountList([ALICE, ALICE])).toMatch(
      /<ListUserAccountsResult><Accounts><Access>.*<\/Accounts><Accounts>.*<\/ListUserAccountsResult>$/,
    );
    expect(writeAccountChanges({ userID: 0 })).toContain('<MutableProps><UserID>0</UserID></MutableProps>');
    expect(writeBucketList([{ name: 'b', owner: 'o' }])).toContain(
      '<ListBucketsResult><Buckets><Name>b</Name><Owner>o</Owner></Buckets></ListBucketsResult>',
    );
  });

  it('are read back as they were written', () => {
    expect(readAccount(writeAccount(ALICE))).toEqual(ALICE);
    expect(readAccountList(writeAccountList([ALICE]))).toEqual([ALICE]);
    expect(readAccountList(writeAccountList([]))).toEqual([]);
    expect(readBucketList(writeBucketList([{ name: 'b', owner: 'o' }]))).toEqual([{ name: 'b', owner: 'o' }]);
  });

  it('take absent ids for 0 in a new account', () => {
    const body = '<Account><Access>a</Access><Secret>s</Secret><Role>user</Role></Account>';
    expect(readAccount(body)).toEqual({
      access: 'a',
      secret: 's',
      role: 'user',
      userID: 0,
      groupID: 0,
      projectID: 0,
    });
  });

  it('leave out of the changes what is absent or empty', () => {
    const changes = readAccountChanges(
      '<MutableProps><Role></Role><Secret/><GroupID>7</GroupID></MutableProps>',
    );
    expect(changes).toEqual({ groupID: 7 });
  });

  it.each([
    ['<Account><Access>a</Access><Secret>s</Secret><Role>king</Role></Account>', 'XAdminInvalidArgument'],
    ['<Account><Access>a</Access><Secret>s</Secret></Account>', 'XAdminInvalidArgument'],
    ['<Account><Secret>s</Secret><Role>user</Role></Account>', 'XAdminInvalidRequest'],
    ['<Account><Access>a</Access><Secret></Secret><Role>user</Role></Account>', 'XAdminInvalidRequest'],
    [
      '<Account><Access>a</Access><Secret>s</Secret><Role>user</Role><UserID>x</UserID></Account>',
      'XAdminInvalidRequest',
    ],
    [
      '<Account><Access>a</Access><Secret>s</Secret><Role>user</Role><UserID>-1</UserID></Account>',
      'XAdminInvalidRequest',
    ],
    ['<MutableProps/>', 'XAdminInvalidRequest'],
    ['', 'XAdminInvalidRequest'],
  ])('refuse %s with %s', (body, code) => {
    expect(() => readAccount(body)).toThrow(error(code));
  });

  it('refuse a change to an unknown role', () => {
    const body = '<MutableProps><Role>king</Role></MutableProps>';
    expect(() => readAccountChanges(body)).toThrow(error('XAdminInvalidArgument'));
  });
});
