import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SettingsError } from './settings.error.js';
import { readSettings, type SettingsRequest } from './settings.reader.js';
import type { Settings } from './settings.js';
import { SETTINGS } from './settings.table.js';

const KEYS = { access: 'root', secret: 'hush-hush' };
const VARIABLES = ['VGW_CONFIG_FILE', ...SETTINGS.flatMap(({ env = [] }) => env)];

let home: string;
let saved: NodeJS.ProcessEnv;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'glassgate-settings-'));
  saved = { ...process.env };
  for (const name of VARIABLES) delete process.env[name];
});

afterEach(() => {
  process.env = saved;
  rmSync(home, { recursive: true });
});

const memory = (flags: SettingsRequest['flags'] = {}): Settings =>
  readSettings({ backend: 'memory', flags: { ...KEYS, ...flags } });

function posix(flags: SettingsRequest['flags'] = {}) {
  const { backend } = readSettings({ backend: 'posix', flags: { ...KEYS, DIR: home, ...flags } });
  if (backend.kind !== 'posix') throw new Error('not a posix backend');
  return backend.posix;
}

function yaml(text: string): string {
  const file = join(home, 'glassgate.yaml');
  writeFileSync(file, text);
  return file;
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('precedence', () => {
  test('without anything every default holds', () => {
    const { server, iam, tracing } = memory();
    expect(server).toMatchObject({
      port: [':7070'],
      adminPort: [],
      maxConnections: 250_000,
      maxRequests: 100_000,
      keepAlive: true,
      readOnly: false,
      region: 'us-east-1',
      maxParts: 10_000,
      copyObjectThreshold: 5 * 1024 ** 3,
      disableStrictBucketNames: false,
      quiet: false,
      shutdownTimeout: 10_000,
    });
    expect(iam).toMatchObject({ rootAccess: 'root', cacheTtl: 120, cachePrune: 3600, cacheDisable: false });
    expect(tracing).toMatchObject({ enabled: false, endpoint: 'localhost:4317', sampleRate: 1 });
  });

  test('the file beats the default', () => {
    expect(memory({ config: yaml('server:\n  region: file-1\n') }).server.region).toBe('file-1');
  });

  test('the environment beats the file', () => {
    process.env['VGW_REGION'] = 'env-1';
    expect(memory({ config: yaml('server:\n  region: file-1\n') }).server.region).toBe('env-1');
  });

  test('the command line beats the environment', () => {
    process.env['VGW_REGION'] = 'env-1';
    expect(memory({ region: 'flag-1' }).server.region).toBe('flag-1');
  });

  test('of several variables the first that is not empty counts', () => {
    process.env['ROOT_ACCESS_KEY_ID'] = '';
    process.env['ROOT_ACCESS_KEY'] = 'second';
    process.env['ROOT_SECRET_ACCESS_KEY'] = 'first';
    process.env['ROOT_SECRET_KEY'] = 'second';
    const { iam } = readSettings({ backend: 'memory', flags: {} });
    expect([iam.rootAccess, iam.rootSecret]).toEqual(['second', 'first']);
  });

  test('the environment may name the file', () => {
    process.env['VGW_CONFIG_FILE'] = yaml('server:\n  region: file-1\n');
    expect(memory().server.region).toBe('file-1');
  });

  test('every setting of the table is read from its flag, its variables and its key', () => {
    const unread = SETTINGS.filter(({ flag, env = [], key }) => !flag || env.length === 0 || !key);
    expect(unread).toEqual([]);
    expect(new Set(SETTINGS.map(({ flag }) => flag)).size).toBe(SETTINGS.length);
    expect(new Set(VARIABLES).size).toBe(VARIABLES.length);
  });
});

describe('what may be given several times', () => {
  test.each([
    ['the command line', (): Settings => memory({ port: ':1,@gate' })],
    [
      'the environment',
      (): Settings => {
        process.env['VGW_PORT'] = ':1, @gate';
        return memory();
      },
    ],
    ['a list in the file', (): Settings => memory({ config: yaml('server:\n  port: [":1", "@gate"]\n') })],
    ['a text in the file', (): Settings => memory({ config: yaml('server:\n  port: ":1,@gate"\n') })],
  ])('is read from %s', (_where, read) => {
    expect(read().server.port).toEqual([':1', '@gate']);
  });
});

describe('sentry', () => {
  const dsn = 'https://key@sentry.example.com/7';

  test('is off unless a DSN is given', () => {
    expect(memory().sentry).toMatchObject({ enabled: false, environment: 'development' });
    expect(memory({ 'sentry-dsn': dsn }).sentry.enabled).toBe(true);
    expect(memory({ config: yaml(`sentry:\n  dsn: ${dsn}\n`) }).sentry).toMatchObject({ enabled: true, dsn });
    expect(memory({ 'sentry-dsn': dsn, 'sentry-enabled': 'false' }).sentry.enabled).toBe(false);
  });

  test('does not show its DSN', () => {
    expect(JSON.stringify(memory({ 'sentry-dsn': dsn }))).not.toContain('key@');
  });

  test('is refused without a DSN, or with what is none', () => {
    expect(problemsOf(() => memory({ 'sentry-enabled': 'true' }))).toEqual([
      '--sentry-enabled: needs --sentry-dsn',
    ]);
    expect(problemsOf(() => memory({ 'sentry-dsn': 'https://sentry.example.com/7' }))).toEqual([
      '--sentry-dsn: must be a DSN such as https://key@sentry.example.com/1',
    ]);
  });
});

describe('tracing', () => {
  test.each([
    ['the command line', (): Settings => memory({ 'otel-endpoint': 'jaeger:4317' })],
    ['the file', (): Settings => memory({ config: yaml('tracing:\n  endpoint: jaeger:4317\n') })],
    [
      'a variable of the OpenTelemetry SDK',
      (): Settings => {
        process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://jaeger:4318';
        return memory();
      },
    ],
  ])('is on as soon as an endpoint is given by %s', (_where, read) => {
    expect(read().tracing.enabled).toBe(true);
  });

  test('stays off when that is said', () => {
    expect(memory({ 'otel-endpoint': 'jaeger:4317', 'otel-enabled': 'false' }).tracing.enabled).toBe(false);
  });

  test('takes the protocol that the SDK would take', () => {
    process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/protobuf';
    expect(memory().tracing.useHttp).toBe(true);
    process.env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] = 'grpc';
    expect(memory().tracing.useHttp).toBe(false);
    process.env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] = 'http/json';
    expect(problemsOf(() => memory())).toEqual([
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" is not true, false, http/protobuf or grpc',
    ]);
  });

  test('needs the certificates that the SDK would look for in vain', () => {
    process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'] = 'package.json';
    process.env['OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY'] = '/nowhere/key.pem';
    expect(memory().tracing.enabled).toBe(false);
    expect(problemsOf(() => memory({ 'otel-endpoint': 'jaeger:4317' }))).toEqual([
      'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: "/nowhere/key.pem" is not an existing file',
    ]);
  });

  test('sends nothing where the SDK is disabled, whatever else is said', () => {
    process.env['OTEL_SDK_DISABLED'] = 'True';
    const flags = { 'otel-endpoint': 'jaeger:4317', 'otel-enabled': 'true', 'otel-metrics-enabled': 'true' };
    expect(memory(flags).tracing).toMatchObject({ enabled: false, metricsEnabled: false });
    process.env['OTEL_SDK_DISABLED'] = 'false';
    expect(memory(flags).tracing).toMatchObject({ enabled: true, metricsEnabled: true });
  });

  test('is turned on by an exporter, and not by none', () => {
    const exporter = (names: string): Settings => memory({ 'otel-exporter': names });
    expect(exporter('zipkin, otlp').tracing).toMatchObject({ enabled: true, exporters: ['otlp', 'zipkin'] });
    expect(exporter('none').tracing).toMatchObject({ enabled: false, exporters: [] });
    const off = memory({ 'otel-exporter': 'none', 'otel-endpoint': 'jaeger:4317' });
    expect(off.tracing.enabled).toBe(false);
    process.env['OTEL_TRACES_EXPORTER'] = 'console';
    expect(memory().tracing).toMatchObject({ enabled: true, exporters: ['console'] });
  });

  test('needs a file where it writes one, and exporters that there are', () => {
    const file = join(home, 'traces.jsonl');
    expect(memory({ 'otel-exporter': 'file', 'otel-file': file }).tracing.file).toBe(file);
    expect(problemsOf(() => memory({ 'otel-exporter': 'otlp,file' }))).toEqual([
      '--otel-exporter: file needs --otel-file',
    ]);
    expect(problemsOf(() => memory({ 'otel-file': file }))).toEqual([
      '--otel-file: needs --otel-exporter file',
    ]);
    for (const names of ['jaeger', 'otlp,none', ''])
      expect(problemsOf(() => memory({ 'otel-exporter': names }))).toEqual([
        `--otel-exporter: "${names}" is not a list of otlp, console, file, zipkin, gcp, or none`,
      ]);
  });

  test('headers may be a map in the file', () => {
    const config = yaml('tracing:\n  headers:\n    x-key: a, b=c\n    x-two: d\n');
    expect(memory({ config }).tracing.headers).toEqual({ 'x-key': 'a, b=c', 'x-two': 'd' });
  });
});

describe('posix', () => {
  test('metadata is in extended attributes, in a sidecar or nowhere', () => {
    mkdirSync(join(home, 'meta'));
    expect(posix().metadata).toBe('xattr');
    expect(posix({ nometa: 'true' }).metadata).toBe('none');
    expect(posix({ sidecar: join(home, 'meta') })).toMatchObject({
      metadata: 'sidecar',
      sidecar: join(home, 'meta'),
    });
  });

  test('the root is made absolute', () => {
    expect(posix({ DIR: '.' }).root).toBe(process.cwd());
  });

  test('a mode in the file is octal as it is written', () => {
    expect(posix({ config: yaml('posix:\n  dir-perms: 0750\n') }).dirPerms).toBe(0o750);
  });
});

describe('problems', () => {
  test.each([
    [
      { port: '7070' },
      '--port: "7070" is not host:port, :port, the path of a socket with a / in it, or @name',
    ],
    [
      { 'admin-port': ':70700' },
      '--admin-port: ":70700" is not host:port, :port, the path of a socket with a / in it, or @name',
    ],
    [{ port: '' }, '--port: must not be empty'],
    [{ 'socket-perm': '1777' }, '--socket-perm: must not be more than 0777'],
    [{ cert: 'package.json' }, '--cert: needs --key'],
    [{ 'admin-cert-key': 'package.json' }, '--admin-cert-key: needs --admin-cert'],
    [{ 'admin-cert': 'package.json', 'admin-cert-key': 'package.json' }, '--admin-cert: needs --admin-port'],
    [{ 'website-port': ':8080', 'website-cert': 'package.json' }, '--website-cert: needs --website-key'],
    [{ 'website-domain': 'web.test' }, '--website-domain: needs --website-port'],
    [{ 'lifecycle-interval': '169h' }, '--lifecycle-interval: must not be longer than a week'],
    [{ 'max-requests': '0' }, '--max-requests: must not be less than 1'],
    [{ 'virtual-domain': 'a b' }, '--virtual-domain: "a b" is not a domain such as s3.example.com'],
    [
      { 'access-log': '/does/not/exist' },
      '--access-log: "/does/not/exist" is not a file in an existing directory',
    ],
    [{ 'log-webhook-url': 'hush' }, '--log-webhook-url: the value is not an http(s) URL'],
    [{ region: 'Mars 1' }, '--region: must be a region name such as us-east-1'],
    [{ 'mp-max-parts': 'many' }, '--mp-max-parts: "many" is not a whole number'],
    [{ 'mp-max-parts': '10001' }, '--mp-max-parts: must not be greater than 10000'],
    [{ health: 'ok' }, '--health: must be a path such as /health'],
    [{ quiet: 'perhaps' }, '--quiet: "perhaps" is not true, false, 1 or 0'],
    [{ 'iam-dir': '/does/not/exist' }, '--iam-dir: "/does/not/exist" is not an existing directory'],
    [{ 'iam-cache-ttl': '2d' }, '--iam-cache-ttl: "2d" is not a duration such as 90, 10s, 2m or 1h'],
    [{ 'otel-sample-rate': '1.5' }, '--otel-sample-rate: "1.5" is not a number from 0 to 1'],
    [{ 'otel-endpoint': 'tcp://x' }, '--otel-endpoint: "tcp://x" is not host:port or an http(s) URL'],
    [{ access: '' }, '--access: must not be empty'],
    [{ secret: '' }, '--secret: must not be empty'],
    [{ config: '/does/not/exist.yaml' }, '--config: cannot read "/does/not/exist.yaml": ENOENT'],
    [{ DIR: '/does/not/exist' }, 'DIR: "/does/not/exist" is not an existing directory'],
    [{ 'dir-perms': '0299' }, '--dir-perms: "0299" is not an octal mode such as 0755'],
    [{ 'dir-perms': '0500' }, '--dir-perms: must let the owner read, write and enter: 0700 or more'],
    [{ 'io-buffer-size': '1' }, '--io-buffer-size: must not be less than 4096'],
    [{ durability: 'most' }, '--durability: "most" is not one of none, file, full'],
    [{ sidecar: '.', nometa: 'true' }, '--sidecar: cannot be combined with --nometa'],
  ])('%j is refused', (flags, problem) => {
    expect(problemsOf(() => posix(flags))).toEqual([problem]);
  });

  test('all are told at once, each with the place it comes from', () => {
    process.env['VGW_PORT'] = 'nowhere';
    const config = yaml('servr: {}\nserver:\n  prot: 1\n  mp-max-parts: 0\niam: 7\n');
    const read = () =>
      readSettings({ backend: 'posix', flags: { config, DIR: home, 'otel-sample-rate': '2' } });
    expect(problemsOf(read)).toEqual([
      `${config}: servr is not a section (did you mean "server"?)`,
      `${config}: server.prot is not a setting (did you mean "port"?)`,
      `${config}: iam is not a map of settings`,
      'VGW_PORT: "nowhere" is not host:port, :port, the path of a socket with a / in it, or @name',
      `${config}: server.mp-max-parts: must not be less than 1`,
      '--otel-sample-rate: "2" is not a number from 0 to 1',
      '--access: is required (or ROOT_ACCESS_KEY_ID, ROOT_ACCESS_KEY in the environment)',
      '--secret: is required (or ROOT_SECRET_ACCESS_KEY, ROOT_SECRET_KEY in the environment)',
    ]);
  });

  test.each([
    ['server:\n  port: ":1\n', 'line 3 is not YAML (missing char)'],
    ['server:\n  port: ":1"\n  port: ":2"\n', 'line 3 is not YAML (duplicate key)'],
    ['- server\n', 'is not a map of sections'],
    [
      'server:\n  port: [[":1"]]\n',
      'server.port is not host:port, :port, the path of a socket with a / in it, or @name',
    ],
  ])('the file %j is refused', (text, problem) => {
    const config = yaml(text);
    expect(problemsOf(() => memory({ config }))).toEqual([`${config}: ${problem}`]);
  });

  test('a file that holds comments alone is legal', () => {
    expect(problemsOf(() => memory({ config: yaml('# nothing\nserver:\n  # port: 1\n') }))).toEqual([]);
  });
});

describe('secrets', () => {
  const secret = 'hush-hush';

  test('are neither in JSON nor in what is inspected', () => {
    const settings = memory({ 'otel-headers': `x-key=${secret}` });
    expect(settings.iam.rootSecret).toBe(secret);
    expect(settings.tracing.headers).toEqual({ 'x-key': secret });
    expect(JSON.stringify(settings)).not.toContain(secret);
    expect(inspect(settings, { depth: 9 })).not.toContain(secret);
  });

  test.each([
    ['headers that cannot be read', (): unknown => memory({ 'otel-headers': secret })],
    ['a file that is no YAML', (): unknown => memory({ config: yaml(`iam:\n  secret: *${secret}\n`) })],
    ['a key that is not known', (): unknown => memory({ config: yaml(`iam:\n  secrte: ${secret}\n`) })],
    ['a section that is no map', (): unknown => memory({ config: yaml(`iam: ${secret}\n`) })],
  ])('are not in the message about %s', (_what, read) => {
    const problems = problemsOf(read);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain(secret);
  });
});

describe('the result', () => {
  test('is frozen', () => {
    const settings = memory();
    expect(() => Object.assign(settings, { server: {} })).toThrow(TypeError);
    expect(() => Object.assign(settings.server, { quiet: true })).toThrow(TypeError);
    expect(() => Object.assign(settings.iam, { rootSecret: '' })).toThrow(TypeError);
  });
});

describe('root credentials that are made', () => {
  const made = { access: 'MADE', secret: 'made-secret' };

  test('are used when none are given', () => {
    const { iam } = readSettings({ backend: 'memory', flags: {}, credentials: () => made });
    expect([iam.rootAccess, iam.rootSecret]).toEqual([made.access, made.secret]);
    expect(JSON.stringify(iam)).not.toContain(made.secret);
  });

  test('are not asked for when one is given or anything else is wrong', () => {
    const credentials = () => {
      throw new Error('asked');
    };
    const read = (flags: SettingsRequest['flags']) => () =>
      readSettings({ backend: 'memory', flags, credentials });
    expect(problemsOf(read({ access: 'root' }))).toHaveLength(1);
    expect(problemsOf(read({ port: 'wrong' }))).toHaveLength(3);
    expect(problemsOf(read(KEYS))).toEqual([]);
  });
});
