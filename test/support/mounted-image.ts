import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from './programs.js';

const run = promisify(execFile);

/** Bytes; mkfs.xfs makes none below 300 MiB. */
const IMAGE_SIZE = 320 * 1024 * 1024;

/** An XFS, whose files may share extents, in a sparse file of its own. */
export class MountedImage {
  private constructor(
    private readonly directory: string,
    /** Its root. */
    readonly path: string,
  ) {}

  static async make(mkfs: string): Promise<MountedImage> {
    const directory = await mkdtemp(join(tmpdir(), 'glassgate-image-'));
    const [image, path] = [join(directory, 'image'), join(directory, 'mount')];
    await writeFile(image, '');
    await truncate(image, IMAGE_SIZE);
    await mkdir(path);
    await run(mkfs, ['-q', '-m', 'reflink=1', image]);
    await run('mount', ['-o', 'loop', image, path]);
    return new MountedImage(directory, path);
  }

  /** Bytes that are free when everything is on the disk. */
  async free(): Promise<number> {
    await run('sync', ['-f', this.path]);
    const { bavail, bsize } = await statfs(this.path);
    return bavail * bsize;
  }

  async remove(): Promise<void> {
    await run('umount', [this.path]);
    await rm(this.directory, { recursive: true });
  }
}

/** `describe` for tests that mount an image, which takes root and loop devices; skipped where there are none. */
export function describeOnXfs(title: string, tests: (mkfs: string) => void): void {
  if (process.getuid?.() === 0 && existsSync('/dev/loop-control')) describeWith('mkfs.xfs', title, tests);
  else describe.skip(`${title} (needs root and loop devices)`, () => tests(''));
}
