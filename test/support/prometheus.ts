import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

export interface PrometheusOptions {
  /** The program. */
  readonly program: string;
  /** Its configuration as it is deployed, with its rules beside it. */
  readonly configuration: string;
  /** `host:port` that is scraped instead of what the configuration says. */
  readonly target: string;
}

interface ScrapeConfiguration {
  global: Record<string, string>;
  scrape_configs: { static_configs: { targets: string[] }[] }[];
}

/** One line of an answer: labels, and the values over time. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Rule {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: 'ok' | 'unknown' | 'err';
  readonly lastError?: string;
}

interface Sample {
  readonly metric: Record<string, string>;
  readonly value?: [number, string];
  readonly values?: [number, string][];
}

/** Seconds between two scrapes, and between two evaluations of the rules. */
const INTERVAL = 0.5;

/** A Prometheus of its own that reads one gateway by the deployed configuration, twice a second. */
export class Prometheus {
  private log = '';
  private readonly closed: Promise<unknown[]>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly url: string,
  ) {
    this.closed = once(child, 'close');
    child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (this.log = (this.log + text).slice(-8192)));
  }

  /** Waits until it has scraped the target. @throws Error with its log when it does not */
  static async start({ program, configuration, target }: PrometheusOptions): Promise<Prometheus> {
    const directory = await mkdtemp(join(tmpdir(), 'glassgate-prometheus-'));
    await cp(dirname(configuration), directory, { recursive: true });
    const file = join(directory, 'test.yml');
    await writeFile(file, stringify(adapted(await readFile(configuration, 'utf8'), target)));
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--enable-feature=exemplar-storage',
    ];
    const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    const prometheus = new Prometheus(child, directory, `http://${address}`);
    try {
      await eventually(() => prometheus.hasScraped());
      return prometheus;
    } catch (cause) {
      const { log } = prometheus;
      await prometheus.stop();
      throw new Error(`Prometheus does not scrape ${target}; it printed:\n${log}`, { cause });
    }
  }

  /** The value of an expression now. @throws Error as Prometheus words it */
  query(expression: string): Promise<Series[]> {
    return this.evaluate('query', { query: expression });
  }

  /** The values of an expression over the last seconds. @throws Error as Prometheus words it */
  queryRange(expression: string, seconds: number): Promise<Series[]> {
    const end = Date.now() / 1000;
    return this.evaluate('query_range', {
      query: expression,
      start: String(end - seconds),
      end: String(end),
      step: '1',
    });
  }

  /** Exemplars of all series that an expression reads. */
  async exemplars(expression: string): Promise<Exemplar[]> {
    const end = Date.now() / 1000;
    const found = await this.get<{ exemplars: Exemplar[] }[]>('query_exemplars', {
      query: expression,
      start: String(end - 600),
      end: String(end + 1),
    });
    return found.flatMap(({ exemplars }) => exemplars);
  }

  /** Names of all metrics. */
  async names(): Promise<Set<string>> {
    return new Set(await this.get<string[]>('label/__name__/values', {}));
  }

  /** All rules, once each of them has been evaluated. */
  async rules(): Promise<Rule[]> {
    return eventually(async () => {
      const { groups } = await this.get<{ groups: { rules: Rule[] }[] }>('rules', {});
      const rules = groups.flatMap(({ rules: ofGroup }) => ofGroup);
      return rules.every(({ health }) => health !== 'unknown') && rules;
    });
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.closed;
    await rm(this.directory, { recursive: true, force: true });
  }

  private async hasScraped(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error('it has ended');
    try {
      const found = await this.query('up == 1');
      return found.length > 0;
    } catch {
      return false;
    }
  }

  private async evaluate(path: string, parameters: Record<string, string>): Promise<Series[]> {
    const { result } = await this.get<{ result: Sample[] }>(path, parameters);
    return result.map(({ metric, value, values = value ? [value] : [] }) => ({
      metric,
      values: values.map(([, number]) => Number(number)),
    }));
  }

  private async get<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`${parameters['query'] ?? path}: ${error}`);
    return data;
  }
}

/** The deployed configuration, but for the address and the pace. */
function adapted(text: string, target: string): ScrapeConfiguration {
  const configuration = parse(text) as ScrapeConfiguration;
  const pace = `${INTERVAL * 1000}ms`;
  configuration.global = { scrape_interval: pace, scrape_timeout: pace, evaluation_interval: pace };
  for (const { static_configs: targets } of configuration.scrape_configs) {
    for (const each of targets) each.targets = [target];
  }
  return configuration;
}
