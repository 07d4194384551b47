import { fetchJson, queryOf } from './client.js';

describe('queryOf', () => {
  it('leaves out what is not given', () => {
    expect(queryOf({ bucket: 'a b', key: '', limit: 0, ascending: true, q: undefined })).toBe(
      '?bucket=a+b&limit=0&ascending=true',
    );
    expect(queryOf({})).toBe('');
  });
});

describe('fetchJson', () => {
  const { fetch } = globalThis;

  afterEach(() => {
    globalThis.fetch = fetch;
  });

  /** What it makes of an answer from the network. */
  const ask = (status: number, body: string): Promise<unknown> => {
    globalThis.fetch = () => Promise.resolve(new Response(body, { status }));
    return fetchJson('/api');
  };

  it('gives the answer', async () => {
    await expect(ask(200, '{"a":1}')).resolves.toEqual({ a: 1 });
  });

  it.each([
    [400, '{"error":{"message":"no value","position":7}}', { status: 400, message: 'no value', position: 7 }],
    [404, '{"message":"none"}', { status: 404, message: 'none' }],
    [502, '<html>', { status: 502, message: 'The console answered 502.' }],
    [401, '', { status: 401, message: expect.stringContaining('Open the URL') as string }],
  ])('tells what is wrong with an answer %d %s', async (status, body, error) => {
    await expect(ask(status, body)).rejects.toMatchObject(error);
  });

  it('says that nobody answers', async () => {
    await expect(fetchJson('http://127.0.0.1:1/')).rejects.toMatchObject({ status: 0 });
  });
});
