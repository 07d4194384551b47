import type { AclPermission, Level, OperationRow } from './operation.table.js';

export const get = (
  level: Level,
  query: string[],
  action: string,
  permission: AclPermission = 'OWNER',
): OperationRow => ({
  method: 'GET',
  level,
  query,
  action,
  permission,
});

const change = (
  method: 'PUT' | 'DELETE',
  level: Level,
  query: string[],
  action: string,
  permission: AclPermission = 'OWNER',
): OperationRow => ({ method, level, query, action, permission, write: true });

/** A configuration that is made by POST. */
export const create = (level: Level, query: string[], action: string): OperationRow => ({
  method: 'POST',
  level,
  query,
  action,
  permission: 'OWNER',
  write: true,
});

export const put = change.bind(null, 'PUT');
export const remove = change.bind(null, 'DELETE');
export const bySelf = (row: OperationRow): OperationRow => ({ ...row, selfAuthorized: true });
export const signed = (row: OperationRow): OperationRow => ({ ...row, signed: true });
export const versioned = (row: OperationRow, versionAction: string): OperationRow => ({
  ...row,
  versionAction,
});

export const admin = (action: string): OperationRow => ({
  method: 'PATCH',
  level: 'admin',
  action,
  permission: 'OWNER',
  write: true,
});

export const OBJECT_PUT = {
  method: 'PUT',
  level: 'object',
  permission: 'WRITE',
  write: true,
  action: 's3:PutObject',
} as const;
export const OBJECT_POST = {
  method: 'POST',
  level: 'object',
  permission: 'WRITE',
  write: true,
  action: 's3:PutObject',
} as const;
