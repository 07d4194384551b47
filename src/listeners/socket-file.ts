import { lstat, unlink } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect } from 'node:net';

/** Whether somebody listens on a socket. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

/** Removes the socket that a process left behind when it was killed. False when there is nothing of the kind. */
async function removeStale(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isSocket() || (await isAlive(path))) return false;
  await unlink(path).catch(() => undefined);
  return true;
}

/** `@name` stands for a name in the abstract namespace, which Node spells with a NUL. */
const nativePath = (path: string): string => (path.startsWith('@') ? `\0${path.slice(1)}` : path);

/**
 * Listens on a Unix socket. Its file has `mode` from its first moment on and goes with the server.
 * @throws Error EADDRINUSE when another process listens there or the file is no socket; EACCES…
 */
export async function listenOnSocket(server: Server, path: string, mode: number | undefined): Promise<void> {
  try {
    await bind(server, path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' || path.startsWith('@') || !(await removeStale(path))) throw error;
    await bind(server, path, mode);
  }
}

function bind(server: Server, path: string, mode: number | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Node binds before `listen` returns, and the file that it makes has every right that the umask leaves.
    const before = mode === undefined ? undefined : process.umask(~mode & 0o777);
    try {
      server.listen(nativePath(path), () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      if (before !== undefined) process.umask(before);
    }
  });
}
