import { jest } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { kept } from '../../../test/support/kept-trace.js';
import { RecordedSpan } from '../recorder/recorded-span.js';
import { SpanSender, type SpanPackage } from './span-sender.js';

describe('SpanSender', () => {
  let packages: SpanPackage[];
  let isOpen: boolean;
  const sender = (maxSpans = 1_000_000, maxBytes?: number): SpanSender =>
    new SpanSender({
      maxSpans,
      ...(maxBytes === undefined ? {} : { maxBytes }),
      delay: 1,
      isOpen: () => isOpen,
      send: (spans) => packages.push(spans),
    });
  const sent = (): number => packages.reduce((sum, { encoded }) => sum + encoded.spans, 0);

  beforeEach(() => {
    packages = [];
    isOpen = true;
  });

  it('sends a package as soon as it is large, and says of each root how many spans it took over', () => {
    const busy = sender();
    for (let root = 0; root < 500; root += 1) expect(busy.add(kept(4))).toBe(4);
    expect(packages.length).toBeGreaterThan(3);
    for (const { bytes } of packages) expect(bytes).toBeGreaterThanOrEqual(65_536);
    busy.flush();
    expect(sent()).toBe(2000);
  });

  it('sends what is little after a while', async () => {
    sender().add(kept(2));
    expect(packages).toEqual([]);
    while (packages.length === 0) await new Promise(setImmediate);
    expect(sent()).toBe(2);
  });

  it('sends little ones with a pause between them', () => {
    jest.useFakeTimers();
    try {
      const calm = new SpanSender({
        maxSpans: 100,
        delay: 50,
        pause: 250,
        isOpen: () => true,
        send: (spans) => packages.push(spans),
      });
      const sentAfter = (milliseconds: number): number => {
        calm.add(kept(1));
        jest.advanceTimersByTime(milliseconds);
        return packages.length;
      };
      expect([49, 1, 249, 1, 1_000].map(sentAfter)).toEqual([0, 1, 1, 2, 3]);
      expect(sentAfter(50)).toBe(4);
    } finally {
      jest.useRealTimers();
    }
  });

  it('refuses whole roots while too much is under way, and what comes late of them', () => {
    const full = sender(5);
    const [first, second, third] = [kept(3), kept(3), kept(2)];
    const late = new RecordedSpan(second, second.span, 'event.publish', SpanKind.PRODUCER, Date.now());
    expect([full.add(first), full.add(second), full.add(third)]).toEqual([3, undefined, 2]);
    full.flush();
    expect(full.add(kept(1))).toBeUndefined();
    full.taken(5, packages[0]!.bytes);
    expect(full.addLate(second, late)).toBe(false);
    expect(full.add(kept(5))).toBe(5);
  });

  it('refuses by bytes as well', () => {
    const full = sender(100, 1);
    expect(full.add(kept(1))).toBe(1);
    expect(full.add(kept(1))).toBeUndefined();
    full.flush();
    full.taken(1, packages[0]!.bytes);
    expect(full.add(kept(1))).toBe(1);
  });

  it('keeps what it has while nobody is there to take it', () => {
    isOpen = false;
    const waiting = sender();
    waiting.add(kept(3));
    waiting.flush();
    expect(packages).toEqual([]);
    isOpen = true;
    waiting.flush();
    expect(sent()).toBe(3);
  });
});
