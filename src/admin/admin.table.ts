import type { Account } from '../iam/account.js';
import type { OwnedBucket } from './bucket-document.js';

/** Lists of the admin API as the command line prints them: one line each, columns aligned, secrets left out. */

const GAP = '  ';

function formatTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [
    header,
    header.map((title) => '-'.repeat(title.length)),
    ...rows.map((row) => row.map(String)),
  ];
  const widths = header.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, line[column]?.length ?? 0), 0),
  );
  const format = (line: readonly string[]): string =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP);
  return lines.map((line) => `${format(line).trimEnd()}\n`).join('');
}

export function formatAccounts(accounts: readonly Account[]): string {
  const rows = accounts.map(({ access, role, userID, groupID, projectID }) => [
    access,
    role,
    userID,
    groupID,
    projectID,
  ]);
  return formatTable(['Account', 'Role', 'UserID', 'GroupID', 'ProjectID'], rows);
}

export function formatBuckets(buckets: readonly OwnedBucket[]): string {
  return formatTable(
    ['Bucket', 'Owner'],
    buckets.map(({ name, owner }) => [name, owner]),
  );
}
