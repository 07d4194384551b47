import { ALICE } from '../../support/accounts.js';
import type { ErrorCase } from './error-case.js';

const account = (access: string, role: string): string =>
  `<Account><Access>${access}</Access><Secret>a-secret</Secret><Role>${role}</Role></Account>`;

/** The administration API. */
export const ADMIN_CASES: readonly ErrorCase[] = [
  { code: 'XAdminAccessDenied', request: 'PATCH /list-users', as: ALICE },
  { code: 'XAdminInvalidArgument', request: 'PATCH /create-user', body: account('carol', 'king') },
  { code: 'XAdminInvalidRequest', request: 'PATCH /create-user', body: '<Account>' },
  { code: 'XAdminInvalidRequest', request: 'PATCH /delete-user' },
  { code: 'XAdminInvalidRequest', request: 'PATCH /another/create' },
  {
    code: 'XAdminMethodNotSupported',
    request: 'PATCH /create-user',
    body: account('carol', 'user'),
    options: {},
  },
  { code: 'XAdminUserExists', request: 'PATCH /create-user', body: account(ALICE.access, 'user') },
  { code: 'XAdminUserNotFound', request: 'PATCH /delete-user?access=nobody' },
];
