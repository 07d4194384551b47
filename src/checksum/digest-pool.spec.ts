import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { CHECKSUM_ALGORITHMS } from './checksum.js';
import { DigestPool } from './digest-pool.js';
import type { DigestResults, DigestSet } from './digest-set.js';
import { SLOT_SIZE } from './hashing-memory.js';
import { InlineDigestSet } from './inline-digest-set.js';

const SLOTS = 128;
const pool = new DigestPool(2);
const bytes = randomBytes(3 * 1024 * 1024 + 7);

afterAll(() => pool.close());

function open(): DigestSet {
  const set = pool.open(CHECKSUM_ALGORITHMS);
  if (!set) throw new Error('no slot is free');
  return set;
}

async function hash(set: DigestSet, body: Buffer, step: number): Promise<Record<string, string>> {
  for (let at = 0; at < body.length; at += step) await set.update(body.subarray(at, at + step));
  return hex(await set.finish());
}

const hex = (results: DigestResults): Record<string, string> =>
  Object.fromEntries(Array.from(results, ([algorithm, digest]) => [algorithm, digest.toString('hex')]));

const inline = (body: Buffer): Promise<Record<string, string>> =>
  hash(new InlineDigestSet(CHECKSUM_ALGORITHMS), body, 1 << 20);

/** Until every slot is back; a slot that is lost ends in the test's own limit. */
async function allSlotsBack(): Promise<void> {
  while (pool.memory.free < SLOTS) await setImmediate();
}

describe('hashing in threads', () => {
  afterEach(allSlotsBack);

  it.each([65_536, 100_003, SLOT_SIZE, 2 * 1024 * 1024])(
    'agrees with hashing in place for chunks of %d bytes',
    async (step) => {
      expect(await hash(open(), bytes, step)).toEqual(await inline(bytes));
    },
  );

  it('agrees for no bytes and for a single one', async () => {
    for (const body of [Buffer.alloc(0), Buffer.from('1')])
      expect(await hash(open(), body, 10)).toEqual(await inline(body));
  });

  it('keeps many bodies apart and finishes all of them', async () => {
    const bodies = Array.from({ length: 40 }, (_, i) => bytes.subarray(i * 1_000, i * 1_000 + 600_000 + i));
    const threaded = await Promise.all(bodies.map((body) => hash(open(), body, 65_536)));
    expect(threaded).toEqual(await Promise.all(bodies.map(inline)));
  });

  it('refuses a body that has no slot, and every body that was let in can finish', async () => {
    const sets = Array.from({ length: SLOTS }, open);
    expect(pool.open(['MD5'])).toBeUndefined();
    const body = bytes.subarray(0, 600_000);
    const results = await Promise.all(sets.slice(0, 8).map((set) => hash(set, body, 65_536)));
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results[0]).toEqual(await inline(body));
    for (const set of sets) set.discard();
  });

  it('gives back every slot of an abandoned body', async () => {
    const waiting = open();
    void waiting.update(bytes);
    waiting.discard();
    const half = open();
    await half.update(bytes.subarray(0, SLOT_SIZE + 5));
    half.discard();
    half.discard();
    await allSlotsBack();
    expect(await hash(open(), bytes, 65_536)).toEqual(await inline(bytes));
  });

  it('fails a body whose thread has ended, and starts another for the next', async () => {
    const reading = open();
    await reading.update(bytes.subarray(0, 100_000));
    await pool.close();
    expect(() => reading.update(bytes)).toThrow('The hashing thread has ended');
    expect(() => reading.finish()).toThrow('The hashing thread has ended');
    reading.discard();
    expect(await hash(open(), bytes, 65_536)).toEqual(await inline(bytes));
  });

  it('fails bodies that wait for a thread that ends', async () => {
    const starting = new DigestPool(2);
    const finishing = starting.open(['MD5', 'SHA256']);
    const writing = starting.open(['MD5', 'SHA256']);
    const finished = Promise.resolve(finishing?.finish()).then(
      () => 'finished',
      (error: Error) => error.message,
    );
    const written = writing?.update(bytes);
    await starting.close();
    expect(await finished).toBe('The hashing thread has ended');
    await written;
    expect(() => writing?.finish()).toThrow('The hashing thread has ended');
    finishing?.discard();
    writing?.discard();
    expect(starting.memory.free).toBe(SLOTS);
  });
});
