import { useGateway } from '../support/http-subject.js';

describe('health', () => {
  const gateway = useGateway({ server: { health: '/alive' } });
  const get = (path: string, method = 'GET') => fetch(`${gateway().url}${path}`, { method });

  it.each(['/livez', '/healthz', '/readyz', '/alive'])(
    'is answered at %s without a signature',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('ok\n');
      expect((await get(path, 'HEAD')).status).toBe(200);
    },
  );

  it('is not changed by anybody', async () => {
    expect((await get('/livez', 'PUT')).status).toBe(403);
  });

  it('does not hide a bucket of that name from those who sign', async () => {
    await gateway().send('PUT', '/healthz').expect(200);
    const answer = await gateway().send('GET', '/healthz');
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toContain('<Name>healthz</Name>');
  });
});
