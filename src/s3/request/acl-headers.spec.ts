import { readAclHeaders } from './acl-headers.js';

const read = (headers: Readonly<Record<string, string>>) => readAclHeaders((name) => headers[name]);
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';

describe('the ACL headers of a request', () => {
  it('say nothing when there are none', () => {
    expect(read({})).toBeUndefined();
  });

  it('name a canned ACL', () => {
    expect(read({ 'x-amz-acl': 'public-read' })).toEqual({ canned: 'public-read' });
  });

  it.each([
    ['id="bob"', [{ access: 'bob' }]],
    ['id=bob', [{ access: 'bob' }]],
    ['ID = "bob" , bob', [{ access: 'bob' }, { access: 'bob' }]],
    [`uri="${ALL_USERS}"`, [{ group: 'AllUsers' }]],
    [`uri=${ALL_USERS},id="a=b"`, [{ group: 'AllUsers' }, { access: 'a=b' }]],
  ])('read %s', (value, grantees) => {
    expect(read({ 'x-amz-grant-read': value })).toEqual({
      grants: grantees.map((grantee) => ({ grantee, permission: 'READ' })),
    });
  });

  it.each([
    [{ 'x-amz-grant-read': '' }, 'InvalidArgument'],
    [{ 'x-amz-grant-read': 'id=' }, 'InvalidArgument'],
    [{ 'x-amz-grant-read': 'id="a",' }, 'InvalidArgument'],
    [{ 'x-amz-grant-read': 'name=a' }, 'InvalidArgument'],
    [{ 'x-amz-grant-read': 'uri="http://elsewhere"' }, 'InvalidArgument'],
    [{ 'x-amz-grant-read': 'emailAddress=a@example.com' }, 'MethodNotAllowed'],
    [{ 'x-amz-grant-read': Array.from({ length: 101 }, () => 'id=a').join() }, 'MalformedACLError'],
    [
      {
        'x-amz-grant-read': Array.from({ length: 60 }, () => 'id=a').join(),
        'x-amz-grant-write': Array.from({ length: 60 }, () => 'id=a').join(),
      },
      'MalformedACLError',
    ],
    [{ 'x-amz-acl': 'private', 'x-amz-grant-write': 'id=a' }, 'InvalidRequest'],
  ])('refuse %j', (headers, code) => {
    expect(() => read(headers)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
