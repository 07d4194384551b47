import { fstatSync } from 'node:fs';
import { pino } from 'pino';

/** Bytes that wait for a reader; more is lost. */
const CAPACITY = 4 * 1024 * 1024;

/** Standard output or standard error; neither a slow reader nor one that has gone holds up who writes. */
export interface LogDestination {
  /** False: there is no room, the text is lost. */
  write(text: string): boolean;
  /** Settles when all is written, or `milliseconds` later; what waits then is lost. Writing goes on to be legal. */
  close(milliseconds: number): Promise<void>;
}

/** `onRoom` is called when all that waited is written. */
export function openDestination(fd: 1 | 2, onRoom: () => void): LogDestination {
  const stat = fstatSync(fd);
  // Node writes to pipes as their readers can take it, but to files and terminals before it goes on.
  return stat.isFIFO() || stat.isSocket() ? pipe(fd, onRoom) : file(fd, onRoom);
}

/** A reader that has gone is no reason to stop. */
const ignore = (): void => undefined;

function pipe(fd: 1 | 2, onRoom: () => void): LogDestination {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  stream.on('drain', onRoom);
  return {
    write(text) {
      if (stream.writableLength + text.length > CAPACITY) return false;
      stream.write(text);
      return true;
    },
    async close(milliseconds) {
      await within(milliseconds, (done) => void stream.write('', done));
      stream.off('drain', onRoom);
    },
  };
}

function file(fd: 1 | 2, onRoom: () => void): LogDestination {
  const stream = pino.destination({ dest: fd, sync: false, maxLength: CAPACITY });
  let hasRoom = true;
  let isClosed = false;
  stream.on('drop', () => (hasRoom = false));
  stream.on('error', ignore);
  stream.on('drain', onRoom);
  return {
    write(text) {
      if (isClosed) return false;
      hasRoom = true;
      stream.write(text);
      return hasRoom;
    },
    async close(milliseconds) {
      if (isClosed) return;
      isClosed = true;
      await within(milliseconds, (done) => {
        stream.once('close', done);
        stream.end();
      });
      stream.destroy();
    },
  };
}

function within(milliseconds: number, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    start(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
