import type { ExporterName } from '../../../config/exporter-names.js';
import type { ExportSettings } from '../export-messages.js';
import type { OtlpTarget, ReadableTarget } from '../export-target.js';
import type { SdkLogger } from './sdk.logger.js';

/**
 * Makes an exporter; nothing of the others is loaded.
 * @param log to which the SDK speaks
 * @throws TypeError for a wrong endpoint, SettingsError for whatever else cannot be as it is configured
 */
export async function openExporter(
  name: ExporterName,
  settings: ExportSettings,
  log: SdkLogger,
): Promise<OtlpTarget | ReadableTarget> {
  switch (name) {
    case 'otlp':
      return (await import('./otlp.target.js')).otlpTarget(settings, log);
    case 'console':
      return (await import('./console.target.js')).consoleTarget();
    case 'file':
      return (await import('./file.target.js')).fileTarget(settings.file);
    case 'zipkin':
      return (await import('./zipkin.target.js')).zipkinTarget(settings.zipkinEndpoint);
    case 'gcp':
      return (await import('./gcp.target.js')).gcpTarget();
  }
}
