import type { Span } from '@opentelemetry/api';
import { constants } from 'node:fs';
import { traced, untraced } from '../../tracing/span.js';
import { spanTime } from '../../tracing/span-clock.js';
import { fastCopy } from './fast-copy.js';
import type { PartFile } from './stored-parts.js';
import type { Storage } from './storage.js';
import { throughput } from './throughput.js';

/** Parts with spans of their own; the events and totals go on behind them. */
const MAX_SPANS = 128;

/** Joins the parts into an empty file, without reading their bytes where the file system can do it. */
export async function assembleParts(
  storage: Storage,
  parts: readonly PartFile[],
  toFd: number,
): Promise<void> {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const attributes = { 'posix.total_parts': parts.length, 'posix.total_size': size };
  await traced('Posix.IO.AssembleParts', attributes, async (span) => {
    let offset = 0;
    for (const [index, part] of parts.entries()) {
      const copy = (): Promise<void> => copyPart(storage, part, toFd, offset);
      await (index < MAX_SPANS ? copy() : untraced(copy));
      offset += part.size;
      const progress = { current_part: part.partNumber, bytes_copied: offset };
      span.addEvent('part_assembled', progress, spanTime());
    }
  });
}

async function copyPart(storage: Storage, part: PartFile, toFd: number, toOffset: number): Promise<void> {
  const attributes = { 'posix.part_number': part.partNumber, 'posix.part_size': part.size };
  await traced('Posix.IO.CopyPart', attributes, async (span: Span) => {
    const started = performance.now();
    const fromFd = await storage.calls.open(part.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const method = await fastCopy(storage, { fromFd, fromOffset: 0, toFd, toOffset, length: part.size });
      span.setAttribute('posix.copy_method', method);
      span.setAttributes(throughput(part.size, performance.now() - started));
    } finally {
      await storage.calls.close(fromFd);
    }
  });
}
