import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { signRequest } from '../auth/sigv4/sign-request.js';
import type { Account, AccountChanges } from '../iam/account.js';
import { LIST_LIMITS, readAccountList, writeAccount, writeAccountChanges } from './account-document.js';
import { AdminRequestError } from './admin-request.error.js';
import { type OwnedBucket, readBucketList } from './bucket-document.js';

export interface AdminClientOptions {
  /** `http://host:port` or `https://…`, with or without a path. */
  readonly endpoint: string;
  readonly access: string;
  readonly secret: string;
  readonly region: string;
  /** Take a server certificate that nobody vouches for. */
  readonly allowInsecure?: boolean;
}

interface AdminRequest {
  /** Starts with `/`, escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TIMEOUT_MS = 60_000;

/** Everything but the unreserved characters of RFC 3986, as signatures want it. */
const escape = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Speaks the admin API of a gateway for the command line.
 * Every method throws AdminRequestError when the gateway refuses, and the network's own errors.
 */
export class AdminClient {
  private readonly base: string;

  constructor(private readonly options: AdminClientOptions) {
    this.base = options.endpoint.replace(/\/+$/, '');
  }

  async createUser(account: Account): Promise<void> {
    await this.send({ path: '/create-user', body: writeAccount(account) });
  }

  async updateUser(access: string, changes: AccountChanges): Promise<void> {
    await this.send({ path: '/update-user', query: { access }, body: writeAccountChanges(changes) });
  }

  async deleteUser(access: string): Promise<void> {
    await this.send({ path: '/delete-user', query: { access } });
  }

  async listUsers(): Promise<readonly Account[]> {
    return readAccountList(await this.send({ path: '/list-users' }));
  }

  async listBuckets(): Promise<readonly OwnedBucket[]> {
    return readBucketList(await this.send({ path: '/list-buckets' }));
  }

  async changeBucketOwner(bucket: string, owner: string): Promise<void> {
    await this.send({ path: '/change-bucket-owner', query: { bucket, owner } });
  }

  /** `headers` are those of CreateBucket. */
  async createBucket(
    bucket: string,
    owner: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.send({ path: `/${escape(bucket)}/create`, headers: { ...headers, 'x-vgw-owner': owner } });
  }

  private async send(input: AdminRequest): Promise<Buffer> {
    const query = Object.entries(input.query ?? {}).map(([name, value]) => `${name}=${escape(value)}`);
    const url = new URL(`${this.base}${input.path}${query.length > 0 ? `?${query.join('&')}` : ''}`);
    const body = Buffer.from(input.body ?? '');
    const response = await this.exchange(url, body, this.sign(url, body, input.headers));
    const answer = await readBounded(response);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw AdminRequestError.from(status, answer);
    return answer;
  }

  private sign(url: URL, body: Buffer, headers: AdminRequest['headers']): Record<string, string> {
    const { access, secret, region } = this.options;
    const sent = { ...headers, 'content-length': String(body.length) };
    return signRequest({ method: 'PATCH', url, headers: sent, body, access, secret, region, service: 's3' });
  }

  private exchange(url: URL, body: Buffer, headers: Record<string, string>): Promise<IncomingMessage> {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = {
      method: 'PATCH',
      headers,
      rejectUnauthorized: this.options.allowInsecure !== true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    return new Promise((resolve, reject) => {
      send(url, options, resolve).once('error', reject).end(body);
    });
  }
}

async function readBounded(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIST_LIMITS.maxBytes)
      throw new Error(`The answer is larger than ${LIST_LIMITS.maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
