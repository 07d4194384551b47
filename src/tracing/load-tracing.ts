import { Logger } from '@nestjs/common';
import type { TracingConfig } from '../config/tracing.config.js';
import type { TraceConsumer } from './recorder/trace-consumer.js';
import { useSpanStyle } from './span-style.js';
import type { TracingHandle } from './tracing-handle.js';

/**
 * Lets spans be made if they are exported or somebody else takes them. Else nothing of it is loaded and no span object is
 * ever made.
 * Call it before the application is created.
 * @throws TypeError for a wrong endpoint.
 */
export async function loadTracing(
  config: TracingConfig,
  consumers: readonly TraceConsumer[] = [],
): Promise<TracingHandle | undefined> {
  if (!config.enabled && consumers.length === 0) return undefined;
  useSpanStyle(config);
  const { startTracing } = await import('./start-tracing.js');
  const logger = new Logger('Tracing');
  return startTracing(config, (line) => logger.warn(line), consumers);
}
