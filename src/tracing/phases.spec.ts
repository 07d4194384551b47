import { SpanKind } from '@opentelemetry/api';
import { exclusiveTimes, PHASES, serverTiming } from './phases.js';
import { LocalRoot } from './recorder/local-root.js';
import { RecordedSpan } from './recorder/recorded-span.js';
import { ROOT_KEEPER } from '../../test/support/root-keeper.js';

const BEGIN = 1_900_000_000_000;

/** A request of 100 ms with the spans given: name, start, end, name of the parent. */
function requestOf(
  ...spans: [name: string, start: number, end: number | undefined, parent?: string][]
): LocalRoot {
  const root = new LocalRoot(ROOT_KEEPER, '4bf92f3577b34da6a3ce929d0e0e4736', 0, undefined);
  const all = new Map<string, RecordedSpan>();
  const rows: typeof spans = [['S3.GetObject', 0, 100], ...spans];
  for (const [name, start, , parent] of rows) {
    const above = name === 'S3.GetObject' ? undefined : all.get(parent ?? 'S3.GetObject');
    const span = new RecordedSpan(root, above, name, SpanKind.INTERNAL, BEGIN + start);
    root.add(span);
    all.set(name, span);
  }
  for (const [name, , end] of rows.toReversed()) if (end !== undefined) all.get(name)?.end(BEGIN + end);
  return root;
}

const timesOf = (root: LocalRoot): Record<string, number> =>
  Object.fromEntries(
    exclusiveTimes(root).flatMap((time, index) => (time > 0 ? [[PHASES[index], time]] : [])),
  );

describe('exclusiveTimes', () => {
  it('gives each moment to the innermost span, and adds up to the whole', () => {
    const root = requestOf(
      ['Auth.V4Signature', 5, 20],
      ['Iam.GetUserAccount', 10, 15, 'Auth.V4Signature'],
      ['Acl.Parse', 20, 30],
      ['Backend.HeadBucket', 22, 28, 'Acl.Parse'],
      ['Backend.GetObject', 40, 90],
      ['Posix.IO.OpenFile', 45, 50, 'Backend.GetObject'],
      ['Posix.IO.ReadData', 60, 90, 'Backend.GetObject'],
    );
    expect(timesOf(root)).toEqual({ auth: 15, acl: 4, backend: 21, posix: 35, other: 25 });
  });

  it('counts what goes on at once for what began last', () => {
    const root = requestOf(
      ['Checksum.Verify', 10, 60],
      ['Posix.IO.WriteData', 20, 40],
      ['Acl.Parse', 30, 70],
    );
    expect(timesOf(root)).toEqual({ other: 40, checksum: 10, posix: 10, acl: 40 });
  });

  it('leaves out what goes on after the request', () => {
    expect(timesOf(requestOf(['Posix.IO.Sync', 90, 150], ['Acl.Parse', 120, 130]))).toEqual({
      other: 90,
      posix: 10,
    });
    expect(timesOf(requestOf(['Posix.IO.Sync', 90, undefined]))).toEqual({ other: 90, posix: 10 });
  });

  it('tells apart the time in which the client was waited for', () => {
    const root = requestOf(['Backend.PutObject', 10, 90]);
    root.spans[1]!.clientWait = 30;
    root.spans[0]!.clientWait = 5;
    expect(timesOf(root)).toEqual({ other: 15, backend: 50, client_wait: 35 });
  });

  it('never waits longer than there is time', () => {
    const root = requestOf(['Backend.PutObject', 10, 20]);
    root.spans[1]!.clientWait = 500;
    expect(timesOf(root)).toEqual({ other: 90, client_wait: 10 });
  });
});

describe('serverTiming', () => {
  it('adds up the spans of a phase, in a fixed order of phases, those inside another phase left out', () => {
    const root = requestOf(
      ['Backend.GetObject', 5, 9],
      ['Auth.V4Signature', 6, 7],
      ['Backend.HeadBucket', 9, 10, 'S3.GetObject'],
      ['Posix.IO.ReadData', 9, 10, 'Backend.HeadBucket'],
      ['Checksum.Verify', 9, 10, 'Posix.IO.ReadData'],
    );
    expect(serverTiming(root, BEGIN + 20)).toBe('auth;dur=1.000, backend;dur=5.000');
  });

  it('counts what is still open up to now, and says nothing where no phase has begun', () => {
    expect(serverTiming(requestOf(['Backend.GetObject', 5, undefined]), BEGIN + 9)).toBe('backend;dur=4.000');
    expect(serverTiming(requestOf(['Posix.IO.ReadData', 5, 6]), BEGIN + 9)).toBeUndefined();
  });
});
