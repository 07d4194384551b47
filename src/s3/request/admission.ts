import type { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3HttpRequest, S3Request } from './s3-request.js';

/** Requests that are under way together. */
interface Load {
  readonly limit: number;
  count: number;
}

/** Whether a request is let in at all, whoever sends it. Counts those that are under way. */
export class Admission {
  private readonly readOnly: boolean;
  /** The administration API has addresses of its own, and nothing else is served there. */
  private readonly adminApart: boolean;
  private readonly load: Load;
  private readonly adminLoad: Load;

  constructor(config: ServerConfig) {
    this.readOnly = config.readOnly;
    this.adminApart = config.adminPort.length > 0;
    this.load = { limit: config.maxRequests, count: 0 };
    this.adminLoad = { limit: config.adminMaxRequests, count: 0 };
  }

  /** Requests that have entered and not left. */
  get underWay(): number {
    return this.load.count + this.adminLoad.count;
  }

  /** Every request enters and leaves once. */
  enter(request: S3Request): void {
    this.loadOf(request).count += 1;
  }

  leave(request: S3Request): void {
    this.loadOf(request).count -= 1;
  }

  /** Asked of a request that has entered; `undefined` when it may go on. */
  refusalOf(request: S3Request): S3Error | undefined {
    const { headers, operation, raw } = request;
    const load = this.loadOf(request);
    if (load.count > load.limit) return new S3Error('SlowDown', {}, { headers: { 'Retry-After': '1' } });
    if (headers.host === undefined && raw.httpVersion !== '1.0') return hostMissing();
    if (this.readOnly && operation?.write && operation.level !== 'admin') return new S3Error('AccessDenied');
    return undefined;
  }

  /** Whether the operation is one for the address that it came to; a preflight is one for each. */
  serves({ operation, raw }: S3Request): boolean {
    if (!this.adminApart || operation?.open) return true;
    return (operation?.level === 'admin') === isOnAdminListener(raw as S3HttpRequest);
  }

  private loadOf({ raw }: S3Request): Load {
    return isOnAdminListener(raw as S3HttpRequest) ? this.adminLoad : this.load;
  }
}

const isOnAdminListener = (raw: S3HttpRequest): boolean => raw.onAdminListener === true;

/** Source: RFC 9112 section 3.2: the server does not know for whom the request is, and what follows is no safer. */
function hostMissing(): S3Error {
  return new S3Error('BadRequest', {}, { headers: { Connection: 'close' } });
}
