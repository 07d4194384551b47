import { context, trace } from '@opentelemetry/api';
import { setImmediate as turn } from 'node:timers/promises';
import { MemoryTracing } from '../../test/support/memory-tracing.js';
import { forked } from './active-scope.js';
import { activeSpan, openSpan, traced, untraced } from './span.js';
import type { RecordedSpan } from './recorder/recorded-span.js';

/** Name of the parent of each span by its name. */
const parents = new Map<string, string>();
const note = (): void => {
  const { root } = activeSpan() as RecordedSpan;
  for (const { name, parent } of root.spans) if (parent) parents.set(name, parent.name);
};

describe('the active span', () => {
  const tracing = new MemoryTracing();

  beforeAll(() => tracing.start());
  beforeEach(() => parents.clear());
  afterAll(() => tracing.stop());

  it('is the innermost one that is open, over every wait', async () => {
    await tracing.spansOf(async () => {
      await traced('Acl.Authorize', {}, async () => {
        await turn();
        await traced('Acl.Parse', {}, turn);
        expect(activeSpan()).toHaveProperty('name', 'Acl.Authorize');
      });
      expect(activeSpan()).toHaveProperty('name', 'S3.GetObject');
      await traced('Backend.GetObject', {}, turn);
      note();
    });
    expect(Object.fromEntries(parents)).toEqual({
      'Acl.Authorize': 'S3.GetObject',
      'Acl.Parse': 'Acl.Authorize',
      'Backend.GetObject': 'S3.GetObject',
    });
  });

  it('is another one in work that goes on beside', async () => {
    await tracing.spansOf(async () => {
      await traced('Backend.DeleteObject', {}, () =>
        Promise.all([
          forked(() =>
            traced('Acl.Parse', {}, async () => {
              await turn();
              await traced('Posix.IO.OpenFile', {}, turn);
            }),
          ),
          forked(async () => {
            await turn();
            await traced('Acl.Authorize', {}, async () => {
              await turn();
              await traced('Posix.IO.LinkFile', {}, turn);
            });
          }),
        ]),
      );
      note();
    });
    expect(Object.fromEntries(parents)).toEqual({
      'Backend.DeleteObject': 'S3.GetObject',
      'Acl.Parse': 'Backend.DeleteObject',
      'Posix.IO.OpenFile': 'Acl.Parse',
      'Acl.Authorize': 'Backend.DeleteObject',
      'Posix.IO.LinkFile': 'Acl.Authorize',
    });
  });

  it('is never one that has ended, whatever the order of the ends', async () => {
    await tracing.spansOf(async () => {
      const outer = openSpan('Acl.Authorize');
      outer?.enter();
      const inner = openSpan('Acl.Parse');
      inner?.enter();
      outer?.end();
      expect(activeSpan()).toHaveProperty('name', 'Acl.Parse');
      inner?.end();
      expect(activeSpan()).toHaveProperty('name', 'S3.GetObject');
      expect(await untraced(async () => openSpan('Acl.Parse'))).toBeUndefined();
    });
  });

  it('stays the same where a step that has ended is entered again', async () => {
    await tracing.spansOf(async () => {
      const source = openSpan('Backend.GetObject');
      await traced('Backend.PutObject', {}, async () => {
        source?.end();
        await source?.run(async () => turn());
        expect(activeSpan()).toHaveProperty('name', 'Backend.PutObject');
      });
    });
  });

  it('is what instrumentations of others see and set', async () => {
    await tracing.spansOf(async () => {
      await traced('Backend.GetObject', {}, async (span) => {
        await turn();
        expect(trace.getActiveSpan()).toBe(span);
        const foreign = trace.wrapSpanContext(span.spanContext());
        await context.with(trace.setSpan(context.active(), foreign), async () => {
          await turn();
          expect(trace.getActiveSpan()).toBe(foreign);
          expect(openSpan('Posix.IO.ReadData')).toBeUndefined();
        });
        expect(trace.getActiveSpan()).toBe(span);
      });
    });
  });
});
