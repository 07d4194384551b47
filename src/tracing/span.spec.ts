import { jest } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { MemoryTracing } from '../../test/support/memory-tracing.js';
import { S3Error } from '../errors/s3.error.js';
import type { RecordedSpan } from './recorder/recorded-span.js';
import { followWallClock } from './span-clock.js';
import { Span } from './span.decorator.js';
import { activeSpan, errorType, isError, NO_SPAN, openSpan, traced, untraced } from './span.js';

async function* letters(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}

class Driver {
  readonly prefix = '/';

  @Span<Driver, [string], Promise<number>>('Backend.HeadObject', {
    attributes(key) {
      return { 's3.key': this.prefix + key };
    },
    result: (size) => ({ 'posix.size': size }),
  })
  async head(key: string): Promise<number> {
    if (key === 'missing') throw new S3Error('NoSuchKey');
    return key.length;
  }

  @Span('Backend.GetObject')
  async get(): Promise<AsyncIterable<string>> {
    return letters();
  }

  @Span('Backend.ListBuckets')
  list(): string[] {
    return ['photos'];
  }
}

describe('isError', () => {
  it('knows an error of another realm', () => {
    const foreign: unknown = runInNewContext("Object.assign(new Error('full'), { code: 'ENOSPC' })");
    expect(foreign instanceof Error).toBe(false);
    expect(isError(foreign)).toBe(true);
    expect(errorType(foreign)).toBe('ENOSPC');
    expect(isError({ message: 'full' })).toBe(false);
  });
});

describe('errorType', () => {
  it.each([
    [new S3Error('NoSuchKey'), 'NoSuchKey'],
    [Object.assign(new Error('x'), { code: 'EIO' }), 'EIO'],
    [new RangeError('x'), 'RangeError'],
    ['text', '_OTHER'],
  ])('names %s %s', (error, type) => {
    expect(errorType(error)).toBe(type);
  });
});

describe('without tracing', () => {
  it('runs the work with a span that drops everything, and makes none', async () => {
    await expect(traced('Posix.IO.ReadData', {}, async (span) => span === NO_SPAN)).resolves.toBe(true);
    expect(activeSpan()).toBe(NO_SPAN);
    expect(openSpan('Posix.IO.ReadData')).toBeUndefined();
  });

  it('leaves a decorated method what it was', async () => {
    const driver = new Driver();
    await expect(driver.head('abc')).resolves.toBe(3);
    expect(driver.list()).toEqual(['photos']);
    expect(driver.head.name).toBe('head');
  });
});

describe('with tracing', () => {
  const tracing = new MemoryTracing();

  beforeAll(() => tracing.start());
  afterAll(() => tracing.stop());

  it('makes no span outside a request', () => {
    expect(openSpan('Posix.IO.ReadData')).toBeUndefined();
  });

  it('ends a span with the promise of its work, OK and with a duration', async () => {
    const [span] = await tracing.spansOf(() =>
      traced('Posix.IO.ReadData', { 'posix.size': 1 }, async () => undefined),
    );
    expect(span).toMatchObject({ name: 'Posix.IO.ReadData', status: { code: SpanStatusCode.OK } });
    expect(span?.attributes).toEqual({ 'posix.size': 1, 'posix.duration_ms': expect.any(Number) });
  });

  it('nests what runs inside', async () => {
    const [inner, outer] = await tracing.spansOf(() =>
      traced('Backend.GetObject', {}, () => traced('Posix.IO.OpenFile', {}, async () => undefined)),
    );
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('passes an error on and writes it on the innermost span only', async () => {
    const failure = new S3Error('AccessDenied');
    const spans = await tracing.spansOf(async () => {
      const work = traced('Backend.GetObject', {}, () =>
        traced('Posix.IO.OpenFile', {}, () => Promise.reject(failure)),
      );
      await expect(work).rejects.toBe(failure);
    });
    expect(spans.map(({ name, status, events }) => [name, status.code, events.length])).toEqual([
      ['Posix.IO.OpenFile', SpanStatusCode.ERROR, 1],
      ['Backend.GetObject', SpanStatusCode.ERROR, 0],
    ]);
  });

  it('takes an answer below 400 for no failure', async () => {
    const [span] = await tracing.spansOf(() =>
      traced('Backend.GetObject', {}, () => Promise.reject(new S3Error('NotModified'))).catch(
        () => undefined,
      ),
    );
    expect(span).toMatchObject({ status: { code: SpanStatusCode.OK }, events: [] });
  });

  it('keeps the first end of a span', async () => {
    const [span] = await tracing.spansOf(() => {
      const open = openSpan('Posix.IO.ReadData');
      open?.end();
      open?.end(new Error('late'));
    });
    expect(span?.status.code).toBe(SpanStatusCode.OK);
  });

  it('keeps a span open until its stream was read', async () => {
    const order: string[] = [];
    const [span] = await tracing.spansOf(async () => {
      const open = openSpan('Posix.IO.ReadData');
      for await (const letter of open?.follow(letters()) ?? []) {
        order.push(letter);
        open?.span.setAttribute('posix.bytes_read', order.length);
      }
    });
    expect(order).toEqual(['a', 'b']);
    expect(span?.attributes['posix.bytes_read']).toBe(2);
  });

  it('ends with the error of the stream', async () => {
    const failure = Object.assign(new Error('broken'), { code: 'EIO' });
    const source = Readable.from(
      (async function* () {
        yield 'a';
        throw failure;
      })(),
    );
    const [span] = await tracing.spansOf(async () => {
      const read = async () => {
        for await (const letter of openSpan('Posix.IO.ReadData')?.follow(source) ?? []) void letter;
      };
      await expect(read()).rejects.toBe(failure);
    });
    expect(span?.attributes['error.type']).toBe('EIO');
  });

  it('ends when the reader stops early, and closes the source', async () => {
    const source = Readable.from(letters());
    const spans = await tracing.spansOf(async () => {
      for await (const letter of openSpan('Posix.IO.ReadData')?.follow(source) ?? []) if (letter) break;
    });
    expect(spans).toHaveLength(1);
    expect(source.destroyed).toBe(true);
  });

  it('ends when the reader lets go before the first item', async () => {
    const spans = await tracing.spansOf(async () => {
      const body = Readable.from(openSpan('Posix.IO.ReadData')?.follow(letters()) ?? []);
      body.destroy();
      await new Promise((resolve) => body.once('close', resolve));
    });
    expect(spans).toHaveLength(1);
  });

  it('takes attributes of a decorated method from its arguments and from its result', async () => {
    const [span] = await tracing.spansOf(() => new Driver().head('abc'));
    expect(span?.attributes).toMatchObject({
      's3.key': '/abc',
      'posix.size': 3,
      duration_ms: expect.any(Number),
    });
  });

  it('took no time less than none when the clock is set back under it', async () => {
    const clock = jest.spyOn(Date, 'now');
    const [span] = await tracing.spansOf(async () => {
      const open = openSpan('Backend.HeadObject');
      clock.mockReturnValue(Date.now() - 3_600_000);
      followWallClock();
      open?.end();
    });
    clock.mockRestore();
    followWallClock();
    expect(span?.attributes).toEqual({ duration_ms: 0 });
  });

  it('keeps the span of a decorated method open until its stream was read', async () => {
    const open: boolean[] = [];
    const [span] = await tracing.spansOf(async () => {
      const { root } = activeSpan() as RecordedSpan;
      const isOpen = (): boolean => root.spans.at(-1)?.endTime === undefined;
      const body = await new Driver().get();
      open.push(isOpen());
      for await (const letter of body) open.push(letter === 'a' && isOpen());
      open.push(isOpen());
    });
    expect(open).toEqual([true, true, false, false]);
    expect(span?.name).toBe('Backend.GetObject');
  });

  it('makes no span inside of what is left untraced, and goes on behind it', async () => {
    const spans = await tracing.spansOf(async () => {
      await untraced(() => traced('Backend.HeadBucket', {}, async () => undefined));
      await traced('Backend.GetObject', {}, async () => undefined);
    });
    expect(spans.map(({ name }) => name)).toEqual(['Backend.GetObject']);
  });

  it('says why a step failed in which nothing was thrown', async () => {
    const [span] = await tracing.spansOf(() => {
      const open = openSpan('Response.Send');
      open?.fail('client_closed', 'gone');
      open?.end();
    });
    expect(span).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'gone' },
      attributes: { 'error.type': 'client_closed' },
      events: [],
    });
  });

  it('gives the spans of one request times in their order, however close they are', async () => {
    const spans = await tracing.spansOf(() => {
      for (let index = 0; index < 200; index += 1) openSpan('Posix.IO.ReadData')?.end();
    });
    const nanoseconds = spans.map(
      ({ startTime: [seconds, rest] }) => BigInt(seconds) * 1_000_000_000n + BigInt(rest),
    );
    expect(nanoseconds).toEqual(nanoseconds.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
    expect(new Set(nanoseconds).size).toBeGreaterThan(20);
    expect(Math.abs(Number(nanoseconds[0]) / 1e6 - Date.now())).toBeLessThan(60_000);
  });

  it('ends the span of a decorated method that fails or does not wait', async () => {
    const spans = await tracing.spansOf(async () => {
      new Driver().list();
      await expect(new Driver().head('missing')).rejects.toThrow(S3Error);
    });
    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
      ['Backend.ListBuckets', SpanStatusCode.OK],
      ['Backend.HeadObject', SpanStatusCode.ERROR],
    ]);
  });
});
