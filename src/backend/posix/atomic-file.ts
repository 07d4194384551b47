import { randomUUID } from 'node:crypto';
import { constants as fsConstants } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PosixConfig } from '../../config/posix.config.js';
import type { FileCalls } from './io/file-calls.js';
import { createFile, syncDirectory, unlinkIfThere } from './io/file-steps.js';
import { errorCode, systemError } from './io/system-error.js';
import { makeDirectories } from './make-directories.js';
import { TEMPORARY_FOLDER } from './safe-path.js';

export interface AtomicFileOptions {
  /** Absolute. */
  readonly bucketPath: string;
  /** Of directories that have to be made. */
  readonly dirMode: number;
  /** Never use O_TMPFILE. */
  readonly disableOtmp: boolean;
}

export interface PublishOptions {
  readonly replace: boolean;
  /** With `replace`: the name was taken a moment ago. It works all the same when it is free, with one call more. */
  readonly taken?: boolean;
  /** Make missing parents; true by default. */
  readonly parents?: boolean;
}

const { O_DIRECTORY, O_WRONLY } = fsConstants;

/** Linux's flag includes O_DIRECTORY, so that kernels without it refuse. Source: open(2). */
const O_TMPFILE = 0o20000000 | O_DIRECTORY;

const FILE_MODE = 0o644;

/** A file system without O_TMPFILE says EOPNOTSUPP, a kernel without it EISDIR or ENOENT. */
const NO_TMPFILE: ReadonlySet<string | undefined> = new Set(['EOPNOTSUPP', 'EISDIR', 'ENOENT', 'EINVAL']);

/** File systems without hard links. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'EOPNOTSUPP', 'ENOSYS']);

const MAX_TRIES = 10;

/**
 * A new file that nobody sees before it is whole: written without a name, or under a random one in the temporary
 * folder where the file system has no O_TMPFILE, then published in one step. Every file must be discarded in the end;
 * that does nothing to a published one but close it.
 */
export class AtomicFile {
  private published = false;
  private closed = false;
  private syncDirectories = false;

  private constructor(
    private readonly calls: FileCalls,
    private readonly options: AtomicFileOptions,
    /** Open for writing until `close` or `discard`. */
    readonly fd: number,
    private temporaryPath: string | undefined,
  ) {}

  /** The temporary name; `undefined` for a file without any. */
  get path(): string | undefined {
    return this.temporaryPath;
  }

  /** @throws ENOENT when the bucket is gone */
  static async open(calls: FileCalls, options: AtomicFileOptions): Promise<AtomicFile> {
    const folder = `${options.bucketPath}/${TEMPORARY_FOLDER}`;
    try {
      return await AtomicFile.openIn(calls, options, folder);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await makeDirectories(calls, options.bucketPath, folder, options.dirMode);
      return AtomicFile.openIn(calls, options, folder);
    }
  }

  private static async openIn(
    calls: FileCalls,
    options: AtomicFileOptions,
    folder: string,
  ): Promise<AtomicFile> {
    if (!options.disableOtmp && process.platform === 'linux') {
      try {
        return new AtomicFile(
          calls,
          options,
          await calls.open(folder, O_TMPFILE | O_WRONLY, FILE_MODE),
          undefined,
        );
      } catch (error) {
        if (!NO_TMPFILE.has(errorCode(error))) throw error;
      }
    }
    const path = temporaryName(folder);
    return new AtomicFile(calls, options, await createFile(calls, path, FILE_MODE), path);
  }

  /**
   * Brings the bytes and attributes to the disk; before `publish`. With `full` that brings the directories which it
   * changes to the disk too.
   */
  async sync(durability: PosixConfig['durability']): Promise<void> {
    if (durability === 'none') return;
    this.syncDirectories = durability === 'full';
    await this.calls.fsync(this.fd);
  }

  /**
   * Gives the file the name `target`, inside the bucket, and makes its parents. Parents that others remove at the same
   * time are made again; with `parents: false` the parent must be there.
   * @throws EEXIST without `replace` when the name is taken; ENOTDIR, EISDIR, ENAMETOOLONG; ENOENT when the bucket is gone
   */
  async publish(target: string, { parents = true, ...options }: PublishOptions): Promise<void> {
    const parent = dirname(target);
    const made: string[] = [];
    for (let attempt = 1; ; attempt++) {
      try {
        await this.place(target, options);
        break;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || !parents || attempt === MAX_TRIES) throw error;
        if (!(await this.calls.stat(this.options.bucketPath))) throw error;
      }
      if (attempt > 1) await sleep(1 + Math.random() * 2 ** attempt);
      made.push(...(await this.makeParents(parent)));
    }
    this.published = true;
    if (this.syncDirectories) await this.syncAll([parent, ...made.map((path) => dirname(path))]);
  }

  /** Whether it has its name, also when `publish` threw after that. */
  get isPublished(): boolean {
    return this.published;
  }

  /** Closes the file and leaves nothing of it, unless it is published. */
  async discard(): Promise<void> {
    await this.close();
    if (!this.published && this.path !== undefined) await unlinkIfThere(this.calls, this.path);
  }

  /** Any number of times. A file with a temporary name keeps it. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.calls.close(this.fd);
  }

  private async place(target: string, { replace, taken }: PublishOptions): Promise<void> {
    if (this.path !== undefined)
      return replace ? this.calls.rename(this.path, target) : this.linkNamed(this.path, target);
    if (replace && taken) return this.replaceByRename(target);
    try {
      await this.calls.linkOpenFile(this.fd, target);
    } catch (error) {
      if (!replace || errorCode(error) !== 'EEXIST') throw error;
      await this.replaceByRename(target);
    }
  }

  /**
   * `linkat` does not replace, `rename` does: the file gets a temporary name first. It keeps that when the rename
   * fails: Linux gives no second name to an O_TMPFILE file that has lost its first.
   */
  private async replaceByRename(target: string): Promise<void> {
    const path = temporaryName(`${this.options.bucketPath}/${TEMPORARY_FOLDER}`);
    await this.calls.linkOpenFile(this.fd, path);
    this.temporaryPath = path;
    await this.calls.rename(path, target);
  }

  private async linkNamed(path: string, target: string): Promise<void> {
    try {
      await this.calls.link(path, target);
    } catch (error) {
      if (!NO_LINKS.has(errorCode(error))) throw error;
      if (await this.calls.lstat(target)) throw systemError(constants.errno.EEXIST, 'link', target);
      // Without hard links a name cannot be taken only if it is free: there a racing writer may be replaced.
      return this.calls.rename(path, target);
    }
    await unlinkIfThere(this.calls, path);
  }

  /** Quiet when a directory vanished again: the next attempt finds out. */
  private async makeParents(parent: string): Promise<string[]> {
    const { bucketPath, dirMode } = this.options;
    try {
      await makeDirectories(this.calls, bucketPath, `${bucketPath}/${TEMPORARY_FOLDER}`, dirMode);
      return parent === bucketPath ? [] : await makeDirectories(this.calls, bucketPath, parent, dirMode);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  private async syncAll(directories: readonly string[]): Promise<void> {
    for (const path of new Set(directories)) await syncDirectory(this.calls, path);
  }
}

const temporaryName = (folder: string): string => `${folder}/${randomUUID()}.tmp`;
