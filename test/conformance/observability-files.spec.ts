import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { expressions, interpolate, readDashboard, type Dashboard, type Panel } from '../support/dashboard.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram } from '../support/run-program.js';

const HOME = fileURLToPath(new URL('../../deploy/observability', import.meta.url));
const DASHBOARD = join(HOME, 'grafana/dashboards/glassgate.json');

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly extra_hosts?: readonly string[];
  readonly extends?: { readonly file: string; readonly service: string };
}

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

interface DataSource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

const text = (path: string): string => readFileSync(join(HOME, path), 'utf8');
const yaml = <T>(path: string): T => parse(text(path)) as T;

/** With what it takes over from other files. */
function services(file: string): [string, Service][] {
  return Object.entries(yaml<Compose>(file).services).map(([name, service]) => {
    const base = service.extends;
    return [name, base ? yaml<Compose>(base.file).services[base.service]! : service];
  });
}

/** Host path, path in the container and mode of what is mounted from this directory. */
const mounts = ({ volumes = [] }: Service): string[][] =>
  volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':'));

/** Where a file of a container lies here. @throws Error when nothing is mounted there */
function onHost(service: Service, path: string): string {
  const [source, target] = mounts(service).find(([, inside]) => path.startsWith(`${inside}/`)) ?? [];
  if (source === undefined || target === undefined) throw new Error(`${path} is not mounted`);
  return posix.join(source, path.slice(target.length));
}

/** Ports of a container that are published. */
const published = ({ ports = [] }: Service): string[] => ports.map((port) => port.split(':').at(-1)!);

const serviceOf = (file: string, name: string): Service => {
  const found = services(file).find(([service]) => service === name);
  if (!found) throw new Error(`${file} has no service ${name}`);
  return found[1];
};

/** All values below a key of that name, at any depth. */
function valuesOf(node: unknown, key: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(value, key),
  ]);
}

describe.each(['compose.yaml', 'compose.jaeger.yaml'])('%s', (file) => {
  const { name: project, volumes } = yaml<Compose>(file);

  it.each(services(file))(
    'starts %s at a fixed version, reachable from this machine only',
    (_name, service) => {
      expect(service.image).toMatch(/^[\w/]+:v?\d+\.\d+\.\d+$/);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    },
  );

  it.each(services(file))('gives %s files that are there, read only', (_name, service) => {
    for (const [source, , mode] of mounts(service)) {
      expect(readdirSync(join(HOME, source!))).not.toEqual([]);
      expect(mode).toBe('ro');
    }
    const configuration = (service.command ?? []).flatMap(
      (flag) => /config(?:\.file)?=(.+)/.exec(flag)?.[1] ?? [],
    );
    for (const path of configuration) expect(text(onHost(service, path))).not.toBe('');
  });

  it.each(services(file))('declares the volumes and services that %s needs', (_name, service) => {
    const named = (service.volumes ?? []).filter((volume) => !volume.startsWith('./'));
    for (const volume of named) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
    const names = services(file).map(([name]) => name);
    for (const name of service.depends_on ?? []) expect(names).toContain(name);
  });

  it('is one project with the other, so that each removes what the other left', () => {
    expect(project).toBe('glassgate-observability');
    expect(text('Makefile')).toContain(`docker compose -f ${file}`);
  });

  it('lets Prometheus reach the gateway on the host, and keep exemplars', () => {
    const prometheus = serviceOf(file, 'prometheus');
    const { scrape_configs: jobs } = yaml<{
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    }>('prometheus/prometheus.yml');
    expect(jobs[0]?.static_configs[0]?.targets).toEqual(['host.docker.internal:7072']);
    expect(prometheus.extra_hosts).toEqual(['host.docker.internal:host-gateway']);
    expect(prometheus.command).toContain('--enable-feature=exemplar-storage');
    expect(text('README.md')).toContain('--metrics-port :7072');
  });
});

describe('the configuration of Tempo', () => {
  const tempo = yaml<Record<string, unknown>>('tempo/tempo.yaml');
  const service = serviceOf('compose.yaml', 'tempo');

  it('listens where the gateway sends and Grafana asks', () => {
    const endpoints = valuesOf(tempo['distributor'], 'endpoint');
    expect(endpoints).toEqual(['0.0.0.0:4317', '0.0.0.0:4318']);
    expect(published(service)).toEqual(
      expect.arrayContaining(['4317', '4318', ...valuesOf(tempo, 'http_listen_port').map(String)]),
    );
  });

  it('writes to its volume, and to a Prometheus that takes it', () => {
    const paths = valuesOf(tempo, 'path');
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(path).toMatch(/^\/var\/tempo\//);
    expect(service.volumes).toContain('tempo:/var/tempo');
    expect(valuesOf(tempo, 'url')).toEqual(['http://prometheus:9090/api/v1/write']);
    expect(serviceOf('compose.yaml', 'prometheus').command).toContain('--web.enable-remote-write-receiver');
  });
});

describe('the configuration of Jaeger', () => {
  interface Jaeger {
    readonly service: {
      readonly extensions: readonly string[];
      readonly pipelines: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    };
    readonly extensions: {
      readonly jaeger_storage: Readonly<Record<'backends' | 'metric_backends', Record<string, unknown>>>;
      readonly jaeger_query: {
        readonly storage: { readonly traces: string; readonly metrics: string };
        readonly ui: { readonly config_file: string };
      };
    };
    readonly exporters: { readonly jaeger_storage_exporter: { readonly trace_storage: string } };
  }
  const jaeger = yaml<Jaeger>('jaeger/jaeger.yaml');
  const service = serviceOf('compose.jaeger.yaml', 'jaeger');

  it('defines every component that it uses, and uses every one that it defines', () => {
    expect(Object.keys(jaeger.extensions).toSorted()).toEqual(jaeger.service.extensions.toSorted());
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const used = Object.values(jaeger.service.pipelines).flatMap((pipeline) => pipeline[kind] ?? []);
      expect(Object.keys((jaeger as unknown as Record<string, object>)[kind] ?? {})).toEqual(used);
    }
  });

  it('reads traces and metrics from stores that it has', () => {
    const { jaeger_storage: stores, jaeger_query: query } = jaeger.extensions;
    expect(Object.keys(stores.backends)).toEqual([query.storage.traces]);
    expect(Object.keys(stores.metric_backends)).toEqual([query.storage.metrics]);
    expect(jaeger.exporters.jaeger_storage_exporter.trace_storage).toBe(query.storage.traces);
    expect(stores.metric_backends[query.storage.metrics]).toEqual({
      prometheus: {
        endpoint: 'http://prometheus:9090',
        normalize_calls: true,
        normalize_duration: true,
      },
    });
  });

  it('listens on the ports that are published, and shows the Monitor tab', () => {
    const ports = valuesOf(jaeger, 'endpoint').flatMap(
      (endpoint) => /^0\.0\.0\.0:(\d+)$/.exec(String(endpoint))?.[1] ?? [],
    );
    expect(ports.toSorted()).toEqual(published(service).toSorted());
    const settings = onHost(service, jaeger.extensions.jaeger_query.ui.config_file);
    expect(JSON.parse(text(settings))).toMatchObject({ monitor: { menuEnabled: true } });
  });
});

describe('what Grafana is given', () => {
  const { datasources } = yaml<{ datasources: readonly DataSource[] }>(
    'grafana/provisioning/datasources/glassgate.yaml',
  );
  const service = serviceOf('compose.yaml', 'grafana');
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await readDashboard(DASHBOARD);
  });

  it('asks services where they listen', () => {
    for (const { type, url } of datasources) {
      const { hostname, port } = new URL(url);
      expect(hostname).toBe(type);
      expect(published(serviceOf('compose.yaml', hostname))).toContain(port);
    }
  });

  it('links metrics and traces both ways', () => {
    const uids = datasources.map(({ uid }) => uid);
    const linked = valuesOf(datasources, 'datasourceUid').map(String);
    expect(linked.toSorted()).toEqual(['prometheus', 'prometheus', 'tempo']);
    for (const uid of linked) expect(uids).toContain(uid);
  });

  it('scrapes as often as Grafana believes', () => {
    const { global } = yaml<{ global: Record<string, string> }>('prometheus/prometheus.yml');
    expect(valuesOf(datasources, 'timeInterval')).toEqual([global['scrape_interval']]);
  });

  it('finds the dashboard where it looks for it, and shows it first', () => {
    const { providers } = yaml<{ providers: { options: { path: string } }[] }>(
      'grafana/provisioning/dashboards/glassgate.yaml',
    );
    const path = posix.join(providers[0]!.options.path, 'glassgate.json');
    expect(join(HOME, onHost(service, path))).toBe(DASHBOARD);
    expect(service.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(path);
  });

  it('has panels with ids of their own that do not cover each other', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(cellsOf);
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  it('asks data sources that a variable chooses, and no others', () => {
    const variables = dashboard.templating.list.filter(({ type }) => type === 'datasource');
    const known = variables.map(({ name }) => `\${${name}}`);
    const asked = valuesOf([dashboard.panels, dashboard.templating], 'uid');
    expect(new Set(asked)).toEqual(new Set(known));
    expect(expressions(dashboard).length).toBeGreaterThan(40);
  });

  it('opens the traces of an operation from its name, in the time that is shown', () => {
    const urls = valuesOf(dashboard, 'url').map(String);
    expect(urls.length).toBeGreaterThan(3);
    const values = {
      service: 'glassgate',
      tempo: 'tempo',
      '__data.fields.span_name': 'S3.GetObject',
      '__field.labels.span_name': 'S3.GetObject',
    };
    for (const url of urls) {
      const { pathname, searchParams } = new URL(interpolate(url, values), 'http://grafana');
      expect(pathname).toBe('/explore');
      const { traces } = JSON.parse(searchParams.get('panes') ?? '') as { traces: Record<string, unknown> };
      expect(traces).toMatchObject({
        datasource: 'tempo',
        range: { from: 'now-5m', to: 'now' },
        queries: [
          {
            queryType: 'traceql',
            query: expect.stringMatching(
              /^\{ resource\.service\.name = "glassgate" && name = "S3\.GetObject"( && status = error)? \}$/,
            ) as string,
          },
        ],
      });
    }
  });
});

/** The places of the grid that a panel takes. */
function cellsOf({ gridPos: { x, y, w, h } }: Panel): string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}

describeWith('promtool', 'promtool', (promtool) => {
  it('accepts the configuration and the rules of Prometheus', async () => {
    const printed = await runProgram(promtool, ['check', 'config', join(HOME, 'prometheus/prometheus.yml')]);
    expect(printed).toContain('8 rules found');
  });

  it('sees every alert fire when it must, and none before', async () => {
    const file = join(HOME, 'prometheus/rules.test.yml');
    const { code, stdout, stderr } = await tryProgram(promtool, ['test', 'rules', file]);
    expect([code, stderr + stdout]).toEqual([0, expect.stringContaining('SUCCESS')]);
    const alerts = (from: string, key: string): string[] =>
      [...new Set(valuesOf(yaml(from), key).map(String))].toSorted();
    expect(alerts('prometheus/rules.test.yml', 'alertname')).toEqual(alerts('prometheus/rules.yml', 'alert'));
  });
});
