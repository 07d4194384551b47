import { constants } from 'node:os';
import { S3Error } from '../../errors/s3.error.js';
import { systemError } from './io/system-error.js';
import { posixError } from './posix-errors.js';

const { errno } = constants;

describe('posixError', () => {
  it.each([
    ['ENOSPC', 'InsufficientStorage', 507],
    ['EDQUOT', 'QuotaExceeded', 403],
    ['EROFS', 'MethodNotAllowed', 405],
    ['EACCES', 'AccessDenied', 403],
    ['EPERM', 'AccessDenied', 403],
    ['ENOTDIR', 'ObjectParentIsFile', 409],
    ['EISDIR', 'ExistingObjectIsDirectory', 409],
    ['ENOTEMPTY', 'ErrDirectoryNotEmpty', 400],
    ['ENAMETOOLONG', 'KeyTooLongError', 400],
    ['EFBIG', 'EntityTooLarge', 400],
    ['EMFILE', 'SlowDown', 503],
    ['ENFILE', 'SlowDown', 503],
  ] as const)('answers %s with %s', (name, code, status) => {
    const cause = systemError(errno[name], 'linkat', '/secret/root/bucket/key');
    const error = posixError(cause, { bucket: 'bucket', key: 'key' });
    expect(error).toBeInstanceOf(S3Error);
    expect(error).toMatchObject({ code, status, cause });
    expect(JSON.stringify([(error as S3Error).message, (error as S3Error).details])).not.toContain('/secret');
  });

  it('tells the length of a key that is too long, in bytes', () => {
    const error = posixError(systemError(errno.ENAMETOOLONG, 'open'), { key: 'ä'.repeat(200) }) as S3Error;
    expect(error.details).toEqual({ Size: 400, MaxSizeAllowed: 1024 });
  });

  it('goes by the number of an error that Node has no name for', () => {
    const error = Object.assign(new Error('write'), {
      errno: -errno.EDQUOT,
      code: 'Unknown system error -122',
    });
    expect(posixError(error, {})).toMatchObject({ code: 'QuotaExceeded' });
  });

  it('leaves S3 errors, faults of ours and other values alone', () => {
    for (const error of [
      new S3Error('NoSuchKey'),
      systemError(errno.EIO, 'read'),
      new TypeError('x'),
      'text',
    ]) {
      expect(posixError(error, { key: 'key' })).toBe(error);
    }
  });
});
