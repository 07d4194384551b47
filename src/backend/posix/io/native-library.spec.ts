import { constants, tmpdir } from 'node:os';
import { NativeLibrary } from './native-library.js';

const { errno } = constants;

describe('NativeLibrary', () => {
  const library = NativeLibrary.shared();
  const buffer = Buffer.alloc(64);

  it('gives back the errno of the call that failed', () => {
    expect(library.call('getxattr', '/nonexistent', 'user.a', buffer, buffer.length)).toBe(-errno.ENOENT);
    expect(library.call('fgetxattr', -1, 'user.a', buffer, buffer.length)).toBe(-errno.EBADF);
  });

  it('does not mix up the errors of calls on many threads, and runs more of them than it starts at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 600 }, (_, index) => {
        const own = Buffer.alloc(64);
        if (index % 3 === 0) return library.callAsync('getxattr', '/nonexistent', 'user.a', own, own.length);
        if (index % 3 === 1) return library.callAsync('fgetxattr', -1, 'user.a', own, own.length);
        return library.callAsync('getxattr', tmpdir(), 'user.of-no-file', own, own.length);
      }),
    );
    const expected = [-errno.ENOENT, -errno.EBADF, -errno.ENODATA];
    expect(answers).toEqual(answers.map((_, index) => expected[index % 3]));
  });
});
