import { Logger } from '@nestjs/common';
import type { TracingConfig } from '../config/tracing.config.js';
import { useSpanStyle } from './span-style.js';
import type { TracingHandle } from './tracing-handle.js';

/**
 * Starts tracing if it is on. When it is off nothing of the SDK is loaded and no span object is ever made.
 * Call it before the application is created.
 * @throws TypeError for a wrong endpoint.
 */
export async function loadTracing(config: TracingConfig): Promise<TracingHandle | undefined> {
  if (!config.enabled) return undefined;
  useSpanStyle(config);
  const { startTracing } = await import('./start-tracing.js');
  const logger = new Logger('Tracing');
  return startTracing(config, (line) => logger.warn(line));
}
