import type { AttributeMap } from '../model/trace-detail.js';
import type { SpanSource } from './incoming-spans.js';

/** What a resource without a name is called. Source: OpenTelemetry "Resource semantic conventions", `service.name`. */
const UNKNOWN = 'unknown_service';

export function sourceOf(attributes: AttributeMap, scope: string): SpanSource {
  const { 'service.name': service, ...resource } = attributes;
  return { service: typeof service === 'string' && service !== '' ? service : UNKNOWN, resource, scope };
}
