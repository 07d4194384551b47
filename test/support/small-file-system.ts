import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory that the test fills up or makes read-only. Only root can mount one. */
export class SmallFileSystem {
  private constructor(readonly path: string) {}

  /** `options` as of `mount -t tmpfs -o`: `size=8m`, `nr_inodes=32`. @throws Error */
  static mount(options: string): SmallFileSystem {
    const path = mkdtempSync(join(tmpdir(), 'glassgate-mount-'));
    try {
      run('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', path);
    } catch (error) {
      rmdirSync(path);
      throw error;
    }
    return new SmallFileSystem(path);
  }

  remount(mode: 'ro' | 'rw'): void {
    run('mount', '-o', `remount,${mode}`, this.path);
  }

  unmount(): void {
    run('umount', this.path);
    rmdirSync(this.path);
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** `describe` where file systems can be mounted; elsewhere the tests are skipped and the run says so. */
export function describeWithMount(title: string, tests: () => void): void {
  const reason = whyNoMount();
  if (reason === undefined) describe(title, tests);
  else describe.skip(`${title} (${reason})`, tests);
}

function whyNoMount(): string | undefined {
  try {
    SmallFileSystem.mount('size=1m').unmount();
    return undefined;
  } catch (error) {
    return `cannot mount: ${(error as Error).message.trim()}`;
  }
}
