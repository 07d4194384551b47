/** A version or delete marker that a gateway has acknowledged. Times are those of `performance.now()`. */
export interface ModelVersion {
  readonly key: string;
  readonly versionId: string;
  /** `undefined` for a delete marker. */
  readonly body: string | undefined;
  /** When the request was sent and when its answer was there: the version was made somewhere in between. */
  readonly sent: number;
  readonly answered: number;
}

/** What a listing says of a version. */
export interface SeenVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** What must be in a versioned bucket, by what its clients were told. */
export class VersionModel {
  private readonly made = new Map<string, ModelVersion>();
  private readonly removed = new Set<string>();
  /** Tag values that were asked for, by version, and the versions that got one for certain. */
  private readonly tags = new Map<string, Set<string>>();
  private readonly tagged = new Set<string>();

  add(version: ModelVersion): void {
    if (this.made.has(version.versionId)) throw new Error(`version id ${version.versionId} was given twice`);
    this.made.set(version.versionId, version);
  }

  remove(versionId: string): void {
    this.removed.add(versionId);
  }

  /** Before the request: others may see the tag at once. */
  tagging(versionId: string, value: string): void {
    this.tags.set(versionId, (this.tags.get(versionId) ?? new Set()).add(value));
  }

  /** After the answer. */
  hasTag(versionId: string): void {
    this.tagged.add(versionId);
  }

  /** Whether a version may have this tag, or none. */
  mayHaveTag(versionId: string, value: string | undefined): boolean {
    if (value === undefined) return !this.tagged.has(versionId);
    return this.tags.get(versionId)?.has(value) === true;
  }

  /** Those that are there now, of one key or of all. */
  versions(key?: string): ModelVersion[] {
    return [...this.made.values()].filter(
      (version) => !this.removed.has(version.versionId) && (key === undefined || version.key === key),
    );
  }

  /** What a listing of all versions gets wrong; empty when it agrees. */
  disagreements(seen: readonly SeenVersion[]): string[] {
    const found = new Map(seen.map((version) => [version.versionId, version]));
    const expected = this.versions();
    const wrong: string[] = [];
    if (found.size !== seen.length) wrong.push('a version is listed twice');
    for (const { versionId, key, body } of expected) {
      const version = found.get(versionId);
      if (!version) wrong.push(`${key} ${versionId} is lost`);
      else if (version.key !== key) wrong.push(`${versionId} is listed for ${version.key}, not ${key}`);
      else if (version.isDeleteMarker !== (body === undefined))
        wrong.push(`${versionId} is of the wrong kind`);
    }
    const ids = new Set(expected.map(({ versionId }) => versionId));
    for (const { versionId, key } of seen)
      if (!ids.has(versionId)) wrong.push(`${key} ${versionId} should not be there`);
    return [...wrong, ...this.misplaced(seen)];
  }

  /** One version of each key is the latest, the first; a version that was asked for after another was answered is newer. */
  private misplaced(seen: readonly SeenVersion[]): string[] {
    const wrong: string[] = [];
    for (const [key, versions] of Map.groupBy(seen, (version) => version.key)) {
      if (versions.some(({ isLatest }, index) => isLatest !== (index === 0)))
        wrong.push(`${key} has a wrong latest version`);
      const history = versions.flatMap(({ versionId }) => this.made.get(versionId) ?? []);
      // From newest to oldest: the earliest answer among the newer ones must not lie before an older one was sent.
      let earliest = Number.POSITIVE_INFINITY;
      for (const { versionId, sent, answered } of history) {
        if (sent > earliest)
          wrong.push(`${key} ${versionId} is listed as older than one that was there before it`);
        earliest = Math.min(earliest, answered);
      }
    }
    return wrong;
  }
}
