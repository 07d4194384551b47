import { S3Error } from '../../src/errors/s3.error.js';
import { VerifiedBody } from '../../src/checksum/verified-body.js';
import { md5 } from '../support/object-body.js';
import {
  expectCode,
  expectEtag,
  failure,
  patternBytes,
  readAll,
  s3Failure,
  type ContractSubject,
} from './contract-subject.js';

const RACERS = 32;

function winnersOf(outcomes: readonly PromiseSettledResult<unknown>[]): number[] {
  return outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
}

function losingCodes(outcomes: readonly PromiseSettledResult<unknown>[]): Set<unknown> {
  return new Set(
    outcomes.flatMap((outcome) =>
      outcome.status === 'rejected'
        ? [outcome.reason instanceof S3Error ? outcome.reason.code : outcome.reason]
        : [],
    ),
  );
}

export function describeConditions(subject: ContractSubject): void {
  describe('conditional writes', () => {
    it('If-None-Match lets a new key in and no second one', async () => {
      const bucket = await subject.bucket();
      const condition = { ifNoneMatch: '*' } as const;
      await subject.put(bucket, 'folder/key', 'first', { condition });
      const error = await s3Failure(subject.put(bucket, 'folder/key', 'second', { condition }));
      expect(error).toMatchObject({ code: 'PreconditionFailed', details: { Condition: 'If-None-Match' } });
      expect(await subject.text(bucket, 'folder/key')).toBe('first');
    });

    it('If-Match lets in who knows the object', async () => {
      const bucket = await subject.bucket();
      const { etag } = await subject.put(bucket, 'key', 'first');
      await expectCode(
        subject.put(bucket, 'key', 'x', { condition: { ifMatch: md5('no') } }),
        'PreconditionFailed',
      );
      await expectCode(subject.put(bucket, 'none', 'x', { condition: { ifMatch: etag } }), 'NoSuchKey');
      await expectCode(subject.put(bucket, 'none', 'x', { condition: { ifMatch: '*' } }), 'NoSuchKey');
      expect(await subject.text(bucket, 'key')).toBe('first');
      await subject.put(bucket, 'key', 'second', { condition: { ifMatch: etag } });
      await subject.put(bucket, 'key', 'third', { condition: { ifMatch: '*' } });
      expect(await subject.text(bucket, 'key')).toBe('third');
      expect(await subject.keys(bucket)).toEqual(['key']);
    });

    it(`one of ${RACERS} racing If-None-Match writers wins`, async () => {
      const bucket = await subject.bucket();
      const outcomes = await Promise.allSettled(
        Array.from({ length: RACERS }, (_, i) =>
          subject.put(bucket, 'race', `writer ${i}`, { condition: { ifNoneMatch: '*' } }),
        ),
      );
      const winners = winnersOf(outcomes);
      expect(winners).toHaveLength(1);
      expect([...losingCodes(outcomes)]).toEqual(['PreconditionFailed']);
      expect(await subject.text(bucket, 'race')).toBe(`writer ${winners[0]}`);
      expect(await subject.keys(bucket)).toEqual(['race']);
    });

    it(`one of ${RACERS} racing If-Match writers wins`, async () => {
      const bucket = await subject.bucket();
      const { etag } = await subject.put(bucket, 'race', 'start');
      const outcomes = await Promise.allSettled(
        Array.from({ length: RACERS }, (_, i) =>
          subject.put(bucket, 'race', `writer ${i}`, { condition: { ifMatch: etag } }),
        ),
      );
      const winners = winnersOf(outcomes);
      expect(winners).toHaveLength(1);
      expect([...losingCodes(outcomes)]).toEqual(['PreconditionFailed']);
      expect(await subject.text(bucket, 'race')).toBe(`writer ${winners[0]}`);
    });

    it('loses no update of writers that read, change and write with If-Match', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'counter', '0');
      const increment = async (): Promise<void> => {
        for (let attempt = 0; attempt < 100; attempt++) {
          const stored = await subject.backend.getObject({ bucket, key: 'counter' });
          const { etag } = stored.info;
          const value = Number((await readAll(stored)).toString());
          try {
            await subject.put(bucket, 'counter', String(value + 1), { condition: { ifMatch: etag } });
            return;
          } catch (error) {
            if (!(error instanceof S3Error) || error.code !== 'PreconditionFailed') throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: 8 }, increment));
      expect(await subject.text(bucket, 'counter')).toBe('8');
    });

    it('holds the condition when the bytes have come, not only before', async () => {
      const bucket = await subject.bucket();
      const between = Promise.withResolvers<void>();
      const bytes = async function* (): AsyncGenerator<Buffer> {
        yield patternBytes(1000);
        await subject.put(bucket, 'key', 'came between');
        between.resolve();
        yield patternBytes(1000);
      };
      const body = new VerifiedBody({ source: bytes(), size: 2000 });
      const writing = failure(subject.put(bucket, 'key', '', { body, condition: { ifNoneMatch: '*' } }));
      await between.promise;
      expect(await writing).toMatchObject({ code: 'PreconditionFailed' });
      expect(await subject.text(bucket, 'key')).toBe('came between');
    });

    it('If-None-Match lets nobody in who found the key taken, though it is free by now', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', 'there');
      const bytes = async function* (): AsyncGenerator<Buffer> {
        await subject.backend.deleteObject({ bucket, key: 'key' });
        yield Buffer.from('new');
      };
      const body = new VerifiedBody({ source: bytes(), size: 3 });
      const error = await s3Failure(
        subject.put(bucket, 'key', '', { body, condition: { ifNoneMatch: '*' } }),
      );
      // A driver may look before it reads the body, and then the object is still there.
      const isThere = (await subject.keys(bucket)).length === 1;
      expect(error).toMatchObject(
        isThere
          ? { code: 'PreconditionFailed', details: { Condition: 'If-None-Match' } }
          : { code: 'ConditionalRequestConflict', details: { Condition: 'If-None-Match', Key: 'key' } },
      );
    });

    it('lets unconditional writers race, the object being one of them whole', async () => {
      const bucket = await subject.bucket();
      const bodies = Array.from({ length: 8 }, (_, i) => patternBytes(200_000 + i, i + 1));
      await Promise.all(bodies.map((body) => subject.put(bucket, 'deep/race', body)));
      const bytes = await subject.bytes(bucket, 'deep/race');
      const winner = bodies.find((body) => body.equals(bytes));
      expect(winner).toBeDefined();
      const info = await subject.head(bucket, 'deep/race');
      expect(info.size).toBe(winner?.length);
      expectEtag(subject, info.etag, md5(bytes));
    });
  });

  describe('conditional deletes', () => {
    it('delete the object that is meant and no other', async () => {
      const bucket = await subject.bucket();
      const { etag } = await subject.put(bucket, 'key', 'four');
      const { lastModified } = await subject.head(bucket, 'key');
      const remove = (condition: object) => subject.backend.deleteObject({ bucket, key: 'key', condition });
      await expectCode(remove({ ifMatch: md5('other') }), 'PreconditionFailed');
      await expectCode(remove({ ifMatchSize: 5 }), 'PreconditionFailed');
      const later = new Date(lastModified.getTime() + 2000);
      await expectCode(remove({ ifMatchLastModified: later }), 'PreconditionFailed');
      expect(await subject.text(bucket, 'key')).toBe('four');
      await remove({ ifMatch: etag, ifMatchSize: 4, ifMatchLastModified: lastModified });
      await expectCode(subject.head(bucket, 'key'), 'NoSuchKey');
    });

    it('leave the object that a racing writer has put', async () => {
      const bucket = await subject.bucket();
      for (let round = 0; round < 10; round++) {
        const { etag } = await subject.put(bucket, 'key', `old ${round}`);
        const [, deleted] = await Promise.allSettled([
          subject.put(bucket, 'key', `new ${round}`, { condition: { ifMatch: etag } }),
          subject.backend.deleteObject({ bucket, key: 'key', condition: { ifMatch: etag } }),
        ]);
        const there = (await subject.keys(bucket)).length === 1;
        expect(there).toBe(deleted.status === 'rejected');
        if (there) expect(await subject.text(bucket, 'key')).toBe(`new ${round}`);
      }
    });
  });
}
