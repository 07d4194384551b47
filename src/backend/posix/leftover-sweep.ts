import type { Dirent, Stats } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BUCKET_IN_TRANSIT } from './bucket-in-transit.js';
import { holdsFile } from './holds-file.js';
import { unlinkIfThere } from './io/file-steps.js';
import { removeTree } from './remove-tree.js';
import { TEMPORARY_FOLDER } from './safe-path.js';
import type { Storage } from './storage.js';
import { uploadsFolder } from './upload-directories.js';
import { VERSIONS_FOLDER } from './version-layout.js';

/** Directories read and leftovers found in one sweep; the next start goes on. */
const MAX_STEPS = 1_000_000;

/** After so many steps other requests have their turn. */
const BATCH = 32;

/** Files and records on their way to their names. */
const UNNAMED_FILE = /\.tmp$/;

/** An aborted upload, and the answer to a completed one that nobody asks for again. */
const DEAD_UPLOAD = /\.(aborted|done\.json|tmp)$/;

/**
 * Removes what a gateway that died left behind: files, records and buckets that did not get their names, locks and
 * aborted uploads. Uploads stay, those that a Complete has claimed too: a repeated Complete goes on with them.
 */
export class LeftoverSweep {
  private steps = 0;

  constructor(
    private readonly storage: Pick<Storage, 'root' | 'calls' | 'config' | 'plainRecords' | 'locks'>,
    /** Milliseconds since 1970: what was changed since then may be in use. */
    private readonly before: number,
  ) {}

  /** Failures are quiet: what stays is for the next sweep. */
  async run(): Promise<void> {
    await setImmediate();
    const { root, config } = this.storage;
    for (const entry of await this.entries(root)) {
      const { name } = entry;
      const isDirectory = entry.isDirectory();
      if (isDirectory && name.startsWith(BUCKET_IN_TRANSIT)) await this.sweepTransit(`${root}/${name}`);
      else if (name.startsWith('.')) continue;
      else if (isDirectory || (config.bucketLinks && entry.isSymbolicLink())) await this.sweepBucket(name);
    }
    if (config.versioningDir !== undefined) await this.sweepVersions(config.versioningDir);
  }

  /** Versions never go with a leftover: they stay for whoever looks after the directory. */
  private async sweepTransit(path: string, versions = `${path}/${VERSIONS_FOLDER}`): Promise<void> {
    if (await quietly(async () => !(await holdsFile(this.storage.calls, versions))))
      await this.removeOld('', path);
  }

  /** The directory that holds the versions of all buckets. */
  private async sweepVersions(directory: string): Promise<void> {
    for (const { name } of await this.entries(directory)) {
      const path = `${directory}/${name}`;
      if (name.startsWith(BUCKET_IN_TRANSIT)) await this.sweepTransit(path, path);
    }
    const folder = `${directory}/${TEMPORARY_FOLDER}`;
    for (const { name } of await this.entries(folder))
      if (UNNAMED_FILE.test(name)) await this.removeOld('', `${folder}/${name}`);
  }

  private async sweepBucket(bucket: string): Promise<void> {
    const folder = `${this.storage.root}/${bucket}/${TEMPORARY_FOLDER}`;
    for (const { name } of await this.entries(folder)) {
      if (UNNAMED_FILE.test(name)) await this.removeOld(bucket, `${folder}/${name}`);
    }
    for (const { name } of await this.entries(`${folder}/locks`))
      await this.removeLock(`${folder}/locks/${name}`);
    const uploads = uploadsFolder(`${this.storage.root}/${bucket}`);
    for (const { name } of await this.entries(uploads)) await this.sweepUploads(bucket, `${uploads}/${name}`);
  }

  /** The folder of the uploads of one key, which goes with the last one. */
  private async sweepUploads(bucket: string, folder: string): Promise<void> {
    let hasDead = false;
    for (const { name } of await this.entries(folder)) {
      if (DEAD_UPLOAD.test(name)) await this.removeOld(bucket, `${folder}/${name}`);
      else if (!(await this.sweepUpload(`${folder}/${name}`))) continue;
      hasDead = true;
    }
    if (hasDead) await quietly(async () => this.storage.calls.rmdir(folder));
  }

  /** Records on their way to their name; the directory goes with them when it has nothing else. Whether there were any. */
  private async sweepUpload(path: string): Promise<boolean> {
    // A record that the directory itself bears has no name: an upload without parts is an empty directory then.
    if (this.storage.plainRecords.travelsWithFile) return false;
    const unnamed = (await this.entries(path)).filter(({ name }) => UNNAMED_FILE.test(name));
    for (const { name } of unnamed) await this.removeOld('', `${path}/${name}`);
    if (unnamed.length > 0) await quietly(async () => this.storage.calls.rmdir(path));
    return unnamed.length > 0;
  }

  private async entries(path: string): Promise<readonly Dirent[]> {
    if (!(await this.step())) return [];
    return (await quietly(async () => this.storage.calls.readdir(path))) ?? [];
  }

  private async removeLock(path: string): Promise<void> {
    if (!(await this.step())) return;
    await quietly(async () => {
      if (this.isOld(await this.storage.calls.lstat(path))) await this.storage.locks.removeStale(path);
    });
  }

  /** By the time of the change of the inode: renaming a directory changes no other. */
  private isOld(stats: Stats | undefined): stats is Stats {
    return stats !== undefined && stats.ctimeMs < this.before;
  }

  private async removeOld(bucket: string, path: string): Promise<void> {
    if (!(await this.step())) return;
    await quietly(async () => {
      const { calls, plainRecords } = this.storage;
      const stats = await calls.lstat(path);
      if (!this.isOld(stats)) return;
      if (bucket !== '') await plainRecords.remove({ bucket, name: basename(path), path });
      await (stats.isDirectory() ? removeTree(calls, path) : unlinkIfThere(calls, path));
    });
  }

  /** False when it has been enough. */
  private async step(): Promise<boolean> {
    if (++this.steps % BATCH === 0) await setImmediate();
    return this.steps <= MAX_STEPS;
  }
}

async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
