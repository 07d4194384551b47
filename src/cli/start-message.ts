import type { ExporterName } from '../config/exporter-names.js';
import type { RootCredentials } from '../config/settings.reader.js';
import type { Settings } from '../config/settings.js';
import type { TracingConfig } from '../config/tracing.config.js';
import { VERSION } from '../config/version.js';
import { credentialsFile } from './default-credentials.js';

function firstCommand(
  { server, backend }: Settings,
  url: string,
  { access, secret }: RootCredentials,
): string {
  const file = backend.kind === 'posix' ? credentialsFile(backend.posix.root) : '';
  return `
The keys of the root account are kept in ${file}. Try:

  AWS_ACCESS_KEY_ID=${access} AWS_SECRET_ACCESS_KEY=${secret} AWS_DEFAULT_REGION=${server.region} aws --endpoint-url ${url} s3 ls
`;
}

/** What the start has made. */
interface Made {
  /** The root credentials, if nobody gave them. */
  readonly supplied?: RootCredentials | undefined;
  /** URL that opens the console, if there is one. */
  readonly consoleUrl?: string | undefined;
}

/** What is said at the start. Keys and tokens are shown only when this program made them and nobody else can know them. */
export function startMessage(
  settings: Settings,
  urls: readonly string[],
  { supplied, consoleUrl }: Made = {},
): string {
  const { backend, tracing } = settings;
  const what = backend.kind === 'posix' ? backend.posix.root : 'memory';
  const receivers = tracing.enabled ? tracing.exporters.map((name) => receiver(name, tracing)) : [];
  if (receivers.length === 0 && consoleUrl !== undefined) receivers.push('the console');
  const traces = receivers.length > 0 ? `traces to ${receivers.join(' and ')}` : 'no traces';
  const shown = settings.console.token === undefined ? consoleUrl : consoleUrl?.split('?', 1)[0];
  const opens = shown === undefined ? '' : `console: ${shown}\n`;
  const lines = `glassgate ${VERSION}: ${what} at ${urls.join(', ')}, ${traces}\n${opens}`;
  return supplied ? lines + firstCommand(settings, urls[0]!, supplied) : lines;
}

function receiver(name: ExporterName, { endpoint, file, zipkinEndpoint }: TracingConfig): string {
  switch (name) {
    case 'otlp':
      return withoutUserinfo(endpoint);
    case 'console':
      return 'standard error';
    case 'file':
      return String(file);
    case 'zipkin':
      return withoutUserinfo(zipkinEndpoint);
    case 'gcp':
      return 'Google Cloud Trace';
  }
}

const withoutUserinfo = (endpoint: string): string => endpoint.replace(/\/\/[^/@]*@/, '//');
