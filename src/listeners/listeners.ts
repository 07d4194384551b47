import { Logger } from '@nestjs/common';
import type { RequestListener } from 'node:http';
import type { Settings } from '../config/settings.js';
import { SettingsError } from '../config/settings.error.js';
import { ThrottledWarning } from '../logging/throttled-warning.js';
import type { S3HttpRequest } from '../s3/request/s3-request.js';
import { HTML_DOCUMENT } from '../s3/response/broken-request.js';
import { Listener } from './listener.js';
import { readTlsFiles, type TlsFiles, type TlsPair } from './tls-files.js';

/** What takes the requests. */
export interface RequestListeners {
  readonly api: RequestListener;
  readonly website: RequestListener;
  /** Not there when nothing is measured. */
  readonly metrics?: RequestListener;
}

type ListenerSettings = Pick<Settings, 'server' | 'website' | 'metrics'>;

/** Addresses that are served alike. */
interface Group {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly maxConnections: number;
  /** Flags that name the files. */
  readonly flags: string;
  readonly files: TlsFiles | undefined;
  readonly serves: 'api' | 'admin' | 'website' | 'metrics';
}

const filesOf = (cert?: string, key?: string): TlsFiles | undefined =>
  cert !== undefined && key !== undefined ? { cert, key } : undefined;

/** Connections at an address of the metrics: few ask, and rarely. */
const MAX_METRICS_CONNECTIONS = 64;

function groupsOf({ server: config, website, metrics }: ListenerSettings): Group[] {
  return [
    {
      name: 'the S3 API',
      addresses: config.port,
      maxConnections: config.maxConnections,
      flags: '--cert, --key',
      files: filesOf(config.cert, config.key),
      serves: 'api' as const,
    },
    {
      name: 'the administration API',
      addresses: config.adminPort,
      maxConnections: config.adminMaxConnections,
      flags: '--admin-cert, --admin-cert-key',
      files: filesOf(config.adminCert, config.adminKey),
      serves: 'admin' as const,
    },
    {
      name: 'the websites',
      addresses: website.port,
      maxConnections: config.maxConnections,
      flags: website.cert === undefined ? '--cert, --key' : '--website-cert, --website-key',
      files: website.noTls ? undefined : filesOf(website.cert ?? config.cert, website.key ?? config.key),
      serves: 'website' as const,
    },
    {
      name: 'the metrics',
      addresses: metrics.port,
      maxConnections: MAX_METRICS_CONNECTIONS,
      flags: '',
      files: undefined,
      serves: 'metrics' as const,
    },
  ].filter(({ addresses }) => addresses.length > 0);
}

/** Every address that the gateway listens on. */
export class Listeners {
  private readonly logger = new Logger('Listeners');
  private readonly opened: { readonly group: Group; readonly listener: Listener }[] = [];
  private readonly dropped = new ThrottledWarning(
    this.logger,
    (times, name) => `${name} has as many connections at an address as it may have: closed ${times} further`,
  );

  private constructor(
    private readonly config: ListenerSettings['server'],
    private readonly groups: readonly { readonly group: Group; readonly tls: TlsPair | undefined }[],
  ) {}

  /** Reads the certificates; nothing listens yet. @throws SettingsError when they cannot be used */
  static async prepare(settings: ListenerSettings): Promise<Listeners> {
    const problems: string[] = [];
    const groups = await Promise.all(
      groupsOf(settings).map(async (group) => {
        const tls =
          group.files &&
          (await readTlsFiles(group.files).catch((error: unknown) => {
            problems.push(`${group.flags}: cannot be used: ${(error as Error).message}`);
            return undefined;
          }));
        return { group, tls };
      }),
    );
    if (problems.length > 0) throw new SettingsError(problems);
    return new Listeners(settings.server, groups);
  }

  /** Gives back where it listens, the addresses of the S3 API first. @throws Error EADDRINUSE, EACCES… */
  async open(listeners: RequestListeners): Promise<string[]> {
    try {
      return await this.openAll(listeners);
    } catch (error) {
      await this.close(0);
      throw error;
    }
  }

  /** Reads the certificates anew; one that cannot be used changes nothing, and the log says why. */
  async reload(): Promise<void> {
    for (const { group } of this.groups) {
      if (!group.files) continue;
      try {
        const tls = await readTlsFiles(group.files);
        for (const { listener } of this.opened.filter((one) => one.group === group)) listener.renew(tls);
        this.logger.log(`${group.name} has read its certificate anew`);
      } catch (error) {
        this.logger.error(`${group.name} keeps the certificate that it has: ${(error as Error).message}`);
      }
    }
  }

  /** Takes no more connections; settles when the last has gone, after `timeout` milliseconds at the latest. */
  async close(timeout: number): Promise<void> {
    const timer = setTimeout(() => {
      this.logger.warn(
        'requests are still under way at the end of the shutdown time: closing their connections',
      );
      for (const { listener } of this.opened) listener.closeAllConnections();
    }, timeout);
    await Promise.all(this.opened.map(({ listener }) => listener.close()));
    clearTimeout(timer);
  }

  private async openAll(listeners: RequestListeners): Promise<string[]> {
    const urls: string[] = [];
    for (const { group, tls } of this.groups) {
      const handle = group.serves === 'admin' ? onAdminListener(listeners.api) : listeners[group.serves];
      if (!handle) continue;
      for (const address of group.addresses) {
        const listener = new Listener(
          {
            address,
            tls,
            socketMode: this.config.socketPerm,
            maxConnections: group.maxConnections,
            keepAlive: this.config.keepAlive,
            refusal: group.serves === 'website' || group.serves === 'metrics' ? HTML_DOCUMENT : undefined,
            onDrop: () => this.dropped.count(group.name),
          },
          handle,
        );
        urls.push(await listener.open());
        this.opened.push({ group, listener });
      }
    }
    return urls;
  }
}

/** Marks what comes in at an address that the administration API has to itself. */
function onAdminListener(application: RequestListener): RequestListener {
  return (request, response) => {
    (request as S3HttpRequest).onAdminListener = true;
    application(request, response);
  };
}
