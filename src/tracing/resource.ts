import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Attributes } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
  type Resource,
  type ResourceDetector,
} from '@opentelemetry/resources';
import type { TracingConfig } from '../config/tracing.config.js';

/** The arguments of the process may hold the root credentials. */
const SECRET: ReadonlySet<string> = new Set(['process.command_args', 'process.command_line']);

const processWithoutArguments: ResourceDetector = {
  detect() {
    const entries = Object.entries(processDetector.detect().attributes ?? {});
    return { attributes: Object.fromEntries(entries.filter(([name]) => !SECRET.has(name))) };
  },
};

/**
 * What every span says about the gateway: `service.*`, `deployment.environment.name`, `process.*`, `os.*`, `host.*`.
 * OTEL_RESOURCE_ATTRIBUTES adds to it. Source: OpenTelemetry semantic conventions "Resource".
 * @param instanceId `service.instance.id`
 */
export async function gatewayResource(
  config: Pick<TracingConfig, 'serviceName' | 'environment'>,
  instanceId: string = randomUUID(),
): Promise<Resource> {
  const own: Attributes = {
    'service.name': config.serviceName,
    'service.version': await packageVersion(),
    'deployment.environment.name': config.environment,
  };
  const detectors = [
    { detect: () => ({ attributes: { 'service.instance.id': instanceId } }) },
    processWithoutArguments,
    hostDetector,
    osDetector,
    envDetector,
  ];
  return defaultResource().merge(detectResources({ detectors })).merge(resourceFromAttributes(own));
}

async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
