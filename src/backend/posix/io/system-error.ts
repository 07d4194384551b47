import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';

const names = new Map(Object.entries(constants.errno).map(([name, errno]) => [errno, name]));
names.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP');
names.set(constants.errno.EAGAIN, 'EAGAIN');

/** The errno of `getxattr` for a name that is not there: ENODATA, on macOS ENOATTR, which Node does not know. */
export const NO_ATTRIBUTE = process.platform === 'darwin' ? 93 : constants.errno.ENODATA;

/** The name of a positive errno: `ENOSPC`. Knows those that libuv does not name, such as EDQUOT. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? getSystemErrorName(-errno);
}

/** An error as `node:fs` throws it, from a positive errno. */
export function systemError(errno: number, syscall: string, path?: string): NodeJS.ErrnoException {
  const code = errnoName(errno);
  const error: NodeJS.ErrnoException = new Error(
    `${code}: ${syscall}${path === undefined ? '' : ` '${path}'`}`,
  );
  error.errno = -errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  return error;
}

/**
 * The name of a system error by its number, or its `code`; `undefined` for any other value. Asks for the members, not
 * the class: errors of `node:fs` may belong to another realm.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errno, code } = error as Partial<NodeJS.ErrnoException>;
  return (typeof errno === 'number' && names.get(-errno)) || code;
}
