import { ALL_OPERATIONS } from '../../../src/s3/operation/operation.resolver.js';
import type { Operation } from '../../../src/s3/operation/operation.table.js';
import { root, TracedGateway } from './traced-gateway.js';

const PATHS = { service: '/', bucket: '/traced', object: '/traced/key', admin: '/' } as const;

/** A request of an operation, as far as the table says: what it answers is of no matter here. */
function requestOf(
  operation: Operation & { readonly path?: string },
): [method: string, path: string, header?: string] {
  const path = operation.path?.replace('{bucket}', 'traced') ?? PATHS[operation.level];
  const values = (operation.query ?? []).map((name) => (name.includes('=') ? name : `${name}=1`));
  const query = values.length > 0 ? `?${values.join('&')}` : '';
  return [operation.method, `${path}${query}`, operation.header];
}

describe('the trace of every operation', () => {
  let traced: TracedGateway;

  beforeAll(async () => {
    traced = await TracedGateway.start();
  });
  afterAll(() => traced.stop());

  // Every case deletes or makes what others need: each begins with its bucket.
  beforeEach(async () => {
    await traced.gateway.send('PUT', '/traced');
  });

  it.each(
    ALL_OPERATIONS.filter(({ open }) => !open).map((operation) => [operation.name, operation] as const),
  )('shows what was parsed and decided for %s', async (_name, operation) => {
    const [method, path, header] = requestOf(operation);
    const headers = header === undefined ? {} : { [header]: '/traced/other' };
    const { spans } = await traced.send(method, path, { headers });
    expect(root(spans).name).toBe(operation.spanName);
    const decisions = spans.filter(({ name }) => name === 'Acl.Authorize');
    expect(spans.some(({ name }) => name === 'Acl.Parse')).toBe(true);
    expect(decisions.length).toBeGreaterThan(0);
    for (const { attributes } of decisions)
      expect(attributes).toMatchObject({ 'acl.decision': 'allow', 'acl.reason': 'root' });
  });
});
