import { formatAccounts, formatBuckets } from './admin.table.js';

describe('the tables of the command line', () => {
  it('align the columns and never show a secret', () => {
    const table = formatAccounts([
      { access: 'a', secret: 'hidden', role: 'userplus', userID: 1000, groupID: 0, projectID: 0 },
      { access: 'somebody', secret: 'hidden', role: 'user', userID: 0, groupID: 0, projectID: 12 },
    ]);
    expect(table.split('\n')).toEqual([
      'Account   Role      UserID  GroupID  ProjectID',
      '-------   ----      ------  -------  ---------',
      'a         userplus  1000    0        0',
      'somebody  user      0       0        12',
      '',
    ]);
  });

  it('show their header also when there is nothing to list', () => {
    expect(formatBuckets([])).toBe('Bucket  Owner\n------  -----\n');
  });
});
