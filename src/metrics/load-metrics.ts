import type { Settings } from '../config/settings.js';
import { useSpanStyle } from '../tracing/span-style.js';
import type { Metrics } from './metrics.js';

/** The metrics, if somebody may ask for them; else nothing of them is loaded. Call it before tracing is loaded. */
export async function loadMetrics({ metrics, tracing }: Settings): Promise<Metrics | undefined> {
  if (metrics.port.length === 0) return undefined;
  // Operations are called what their spans are called.
  useSpanStyle(tracing);
  const { Metrics: Loaded } = await import('./metrics.js');
  return new Loaded(tracing);
}
