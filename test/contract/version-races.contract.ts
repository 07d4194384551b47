import { patternBytes, type ContractSubject } from './contract-subject.js';
import { VersionedBucket } from './versioned-bucket.js';

const RACERS = 32;
const KEY = 'deep/race';

export function describeVersionRaces(subject: ContractSubject): void {
  const open = (versioning?: 'Enabled' | 'Suspended') => VersionedBucket.create(subject, versioning);
  const versioned = (name: string, body: () => Promise<void>): void =>
    it(name, subject.where('versions', body));
  const numbers = Array.from({ length: RACERS }, (_, i) => i);

  /** Versions and markers in no order of time, without what tells the latest. */
  const plain = (history: readonly string[]): string[] =>
    history.map((entry) => entry.replace(' latest', '')).toSorted();

  describe('racing writers of one key with versions', () => {
    versioned(`lose none of ${RACERS} versions`, async () => {
      const bucket = await open('Enabled');
      const ids = await Promise.all(numbers.map((i) => bucket.version(KEY, `writer ${i}`)));
      expect(new Set(ids).size).toBe(RACERS);
      const history = await bucket.history(KEY);
      expect(plain(history)).toEqual(ids.toSorted());
      const latest = ids.findIndex((id) => history[0] === `${id} latest`);
      expect(await bucket.text(KEY)).toBe(`writer ${latest}`);
      for (const [i, id] of ids.entries()) expect(await bucket.text(KEY, id)).toBe(`writer ${i}`);
      const times = (await bucket.list()).versions.map(({ lastModified }) => lastModified.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });

    versioned('and deleters lose no version and no marker', async () => {
      const bucket = await open('Enabled');
      const made = await Promise.all(
        numbers.map(async (i) =>
          i % 2 === 0 ? bucket.version(KEY, patternBytes(1000 + i)) : `${await bucket.mark(KEY)} marker`,
        ),
      );
      const history = await bucket.history(KEY);
      expect(history.filter((entry) => entry.endsWith(' latest'))).toEqual([history[0]]);
      expect(plain(history)).toEqual(made.toSorted());
      expect(await bucket.keys()).toEqual(history[0]?.includes(' marker') ? [] : [KEY]);
    });

    versioned('leave one null version while versions are suspended', async () => {
      const enabled = await open('Enabled');
      const id = await enabled.version(KEY, 'kept');
      const bucket = await enabled.turn('Suspended');
      await Promise.all(
        numbers.map((i) => (i % 4 === 0 ? bucket.remove(KEY) : bucket.put(KEY, `writer ${i}`))),
      );
      const history = await bucket.history(KEY);
      expect(history).toHaveLength(2);
      expect(history[0]).toMatch(/^null( marker)? latest$/);
      expect(history[1]).toBe(id);
      expect(await bucket.text(KEY, id)).toBe('kept');
    });

    versioned('and removals of versions leave what nobody removed', async () => {
      const bucket = await open('Enabled');
      const old: string[] = [];
      for (const i of numbers.slice(0, 8)) old.push(await bucket.version(KEY, `old ${i}`));
      const [kept] = await Promise.all([
        Promise.all(numbers.slice(0, 8).map((i) => bucket.version(KEY, `new ${i}`))),
        Promise.all(old.map((id) => bucket.remove(KEY, id))),
      ]);
      const history = await bucket.history(KEY);
      expect(plain(history)).toEqual(kept.toSorted());
      expect((await bucket.head(KEY)).versionId).toBe(history[0]?.split(' ')[0]);
    });

    versioned('that all want the key to be new have one winner, over a delete marker too', async () => {
      const bucket = await open('Enabled');
      await bucket.version(KEY, 'old');
      await bucket.mark(KEY);
      const condition = { ifNoneMatch: '*' } as const;
      const outcomes = await Promise.allSettled(numbers.map((i) => bucket.put(KEY, `${i}`, { condition })));
      const winners = numbers.filter((i) => outcomes[i]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(await bucket.text(KEY)).toBe(`${winners[0]}`);
      expect(await bucket.history(KEY)).toHaveLength(3);
    });

    versioned('show a reader the version that it opened', async () => {
      const bucket = await open('Enabled');
      const old = patternBytes(1024 * 1024);
      const id = await bucket.version(KEY, old);
      const stored = await bucket.backend.getObject(bucket.ref(KEY));
      const reader = stored.read()[Symbol.asyncIterator]();
      const first = await reader.next();
      const chunks = first.done ? [] : [Buffer.from(first.value)];
      await bucket.version(KEY, 'new');
      await bucket.remove(KEY, id);
      for (let next = await reader.next(); !next.done; next = await reader.next()) {
        chunks.push(Buffer.from(next.value));
      }
      expect(Buffer.concat(chunks).equals(old)).toBe(true);
    });
  });
}
