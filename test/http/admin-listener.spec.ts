import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { ROOT, TestGateway } from '../support/test-gateway.js';

async function status(method: string, url: string): Promise<number> {
  const headers = signRequest({ method, url, region: 'us-east-1', ...ROOT });
  const { host: _host, ...sent } = headers;
  return (await fetch(url, { method, headers: sent })).status;
}

describe('the administration API on a port of its own', () => {
  it('is served there alone, and nothing else is', async () => {
    const gateway = await TestGateway.start({ server: { adminPort: ['127.0.0.1:0'] } });
    const [, admin] = gateway.urls;
    expect(await status('PATCH', `${admin}/list-buckets`)).toBe(200);
    expect(await status('PATCH', `${gateway.url}/list-buckets`)).toBe(405);
    expect(await status('GET', `${admin}/`)).toBe(405);
    expect(await status('GET', `${gateway.url}/`)).toBe(200);
    await gateway.stop();
  });
});
