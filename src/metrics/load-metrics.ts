import type { Settings } from '../config/settings.js';
import { useSpanStyle } from '../tracing/span-style.js';
import type { Metrics } from './metrics.js';

/**
 * The metrics, if somebody may ask for them or they are sent; else nothing of them is loaded. Call it before tracing is loaded.
 * @throws TypeError for a wrong endpoint
 */
export async function loadMetrics(settings: Settings): Promise<Metrics | undefined> {
  const { metrics, tracing } = settings;
  if (metrics.port.length === 0 && !tracing.metricsEnabled) return undefined;
  // Operations are called what their spans are called.
  useSpanStyle(tracing);
  const { Metrics: Loaded } = await import('./metrics.js');
  const loaded = new Loaded(tracing);
  if (tracing.metricsEnabled) await loaded.send();
  return loaded;
}
