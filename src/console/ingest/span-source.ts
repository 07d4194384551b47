import type { AttributeMap } from '../model/trace-detail.js';
import type { SpanSource } from './incoming-spans.js';

/** What a resource without a name is called. Source: OpenTelemetry "Resource semantic conventions", `service.name`. */
const UNKNOWN = 'unknown_service';

export function sourceOf(attributes: AttributeMap, scope: string, scopeVersion: string): SpanSource {
  const { 'service.name': service, ...resource } = attributes;
  const isNamed = typeof service === 'string' && service !== '';
  return { service: isNamed ? service : UNKNOWN, resource, scope, scopeVersion };
}
