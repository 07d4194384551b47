import { AuditConfig } from './audit.config.js';
import { auditSettings } from './audit.settings.js';
import { ConsoleConfig } from './console.config.js';
import { consoleSettings } from './console.settings.js';
import { environmentVariable, settingsSources } from './environment.js';
import { IamConfig } from './iam.config.js';
import { iamSettings } from './iam.settings.js';
import { LifecycleConfig } from './lifecycle.config.js';
import { lifecycleSettings } from './lifecycle.settings.js';
import { LoggingConfig } from './logging.config.js';
import { loggingSettings } from './logging.settings.js';
import { MetricsConfig } from './metrics.config.js';
import { metricsSettings } from './metrics.settings.js';
import { PosixConfig } from './posix.config.js';
import { posixSettings } from './posix.settings.js';
import { SectionReader } from './section-reader.js';
import { SentryConfig } from './sentry.config.js';
import { sentrySettings } from './sentry.settings.js';
import { ServerConfig } from './server.config.js';
import { serverSettings } from './server.settings.js';
import { file } from './setting-types.js';
import type { Setting } from './setting.js';
import { nameOf, type Flags, type Given } from './settings-source.js';
import { SettingsError } from './settings.error.js';
import type { BackendSettings, Settings } from './settings.js';
import { TracingConfig } from './tracing.config.js';
import { tracingSettings } from './tracing.settings.js';
import { WebsiteConfig } from './website.config.js';
import { websiteSettings } from './website.settings.js';

/** Keys of the root account. */
export interface RootCredentials {
  readonly access: string;
  readonly secret: string;
}

/** What the command line says. */
export interface SettingsRequest {
  readonly backend: BackendSettings['kind'];
  readonly flags: Flags;
  /** Asked when neither key of the root account was given and everything else is right. */
  readonly credentials?: () => RootCredentials;
}

const byField = (settings: readonly Setting[], name: string): Setting =>
  settings.find(({ field }) => field === name)!;

/** A section that is being read, and its table. */
type Read = readonly [section: object, settings: readonly Setting[]];

/** A certificate without its key is of no use, nor the other way round. */
function requirePair(reader: SectionReader, [section, settings]: Read, one: string, other: string): void {
  const [given, missing] = Reflect.get(section, one) === undefined ? [other, one] : [one, other];
  if (Reflect.get(section, given) === undefined || Reflect.get(section, missing) !== undefined) return;
  const setting = byField(settings, given);
  reader.report(
    `${reader.given(setting)?.origin ?? nameOf(setting)}: needs ${nameOf(byField(settings, missing))}`,
  );
}

function readServer(reader: SectionReader): ServerConfig {
  const server = reader.read(ServerConfig, serverSettings);
  requirePair(reader, [server, serverSettings], 'cert', 'key');
  requirePair(reader, [server, serverSettings], 'adminCert', 'adminKey');
  if (server.adminCert !== undefined && server.adminPort.length === 0)
    reader.report(`${reader.given(byField(serverSettings, 'adminCert'))!.origin}: needs --admin-port`);
  return reader.finish(server, serverSettings);
}

function readWebsite(reader: SectionReader): WebsiteConfig {
  const website = reader.read(WebsiteConfig, websiteSettings);
  requirePair(reader, [website, websiteSettings], 'cert', 'key');
  for (const name of ['domain', 'cert']) {
    const given = reader.given(byField(websiteSettings, name));
    if (given && website.port.length === 0) reader.report(`${given.origin}: needs --website-port`);
  }
  return reader.finish(website, websiteSettings);
}

/** What the SDK reads by itself; without it, it would go on with the authorities of Node, and say nothing. */
const OTLP_FILES = ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'].flatMap((name) => [
  `OTEL_EXPORTER_OTLP_${name}`,
  `OTEL_EXPORTER_OTLP_TRACES_${name}`,
]);

function requireOtlpFiles(reader: SectionReader): void {
  for (const name of OTLP_FILES) {
    const path = environmentVariable(name);
    if (path !== undefined && file.parse(path) === undefined)
      reader.report(`${name}: "${path}" is not ${file.expected}`);
  }
}

function readTracing(reader: SectionReader): TracingConfig {
  const tracing = reader.read(TracingConfig, tracingSettings);
  const given = (field: keyof TracingConfig): Given | undefined =>
    reader.given(byField(tracingSettings, field));
  if (!given('enabled')) {
    const isAsked = given('endpoint') !== undefined || given('exporters') !== undefined;
    tracing.enabled = isAsked && tracing.exporters.length > 0;
  }
  // Source: OpenTelemetry "Environment Variable Specification", general SDK configuration: for all signals.
  if (environmentVariable('OTEL_SDK_DISABLED')?.toLowerCase() === 'true')
    tracing.enabled = tracing.metricsEnabled = false;
  if (tracing.enabled || tracing.metricsEnabled) requireOtlpFiles(reader);
  const toFile = tracing.exporters.includes('file');
  if (toFile && !given('file')) reader.report(`${given('exporters')!.origin}: file needs --otel-file`);
  if (!toFile && given('file')) reader.report(`${given('file')!.origin}: needs --otel-exporter file`);
  return reader.finish(tracing, tracingSettings);
}

function readSentry(reader: SectionReader): SentryConfig {
  const sentry = reader.read(SentryConfig, sentrySettings);
  const enabled = reader.given(byField(sentrySettings, 'enabled'));
  if (!enabled) sentry.enabled = sentry.dsn !== undefined;
  else if (sentry.enabled && sentry.dsn === undefined) reader.report(`${enabled.origin}: needs --sentry-dsn`);
  return reader.finish(sentry, sentrySettings);
}

function readPosix(reader: SectionReader): PosixConfig {
  const posix = reader.read(PosixConfig, posixSettings);
  const sidecar = reader.given(byField(posixSettings, 'sidecar'));
  if (sidecar) {
    if (posix.metadata === 'none') reader.report(`${sidecar.origin}: cannot be combined with --nometa`);
    posix.metadata = 'sidecar';
  }
  return reader.finish(posix, posixSettings);
}

function readIam(reader: SectionReader, request: SettingsRequest, problems: readonly string[]): IamConfig {
  const iam = reader.read(IamConfig, iamSettings);
  const access = byField(iamSettings, 'rootAccess');
  const secret = byField(iamSettings, 'rootSecret');
  const isMissing = !reader.given(access) && !reader.given(secret);
  if (isMissing && request.credentials && problems.length === 0) {
    const made = request.credentials();
    reader.assign(iam, access, made.access);
    reader.assign(iam, secret, made.secret);
  }
  return reader.finish(iam, iamSettings);
}

/**
 * Every setting, checked, complete and frozen. Precedence: command line, environment, YAML file, default.
 * @throws SettingsError with everything that is wrong
 */
export function readSettings(request: SettingsRequest): Settings {
  const problems: string[] = [];
  const reader = new SectionReader(settingsSources(request.flags, problems), problems);
  const server = readServer(reader);
  const tracing = readTracing(reader);
  const audit = reader.finish(reader.read(AuditConfig, auditSettings), auditSettings);
  const logging = reader.finish(reader.read(LoggingConfig, loggingSettings), loggingSettings);
  const website = readWebsite(reader);
  const lifecycle = reader.finish(reader.read(LifecycleConfig, lifecycleSettings), lifecycleSettings);
  const sentry = readSentry(reader);
  const metrics = reader.finish(reader.read(MetricsConfig, metricsSettings), metricsSettings);
  const console = reader.finish(reader.read(ConsoleConfig, consoleSettings), consoleSettings);
  const backend: BackendSettings =
    request.backend === 'posix' ? { kind: 'posix', posix: readPosix(reader) } : { kind: 'memory' };
  const iam = readIam(reader, request, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze({
    server,
    iam,
    tracing,
    audit,
    logging,
    website,
    lifecycle,
    sentry,
    metrics,
    console,
    backend: Object.freeze(backend),
  });
}
