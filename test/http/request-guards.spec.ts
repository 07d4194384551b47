import { errorOf } from '../support/answer.js';
import { BACKENDS, createUpload, useGateway } from '../support/http-subject.js';

describe.each(BACKENDS)('requests that %s would serve as something else', (backend) => {
  const gateway = useGateway({ backend }, 'photos');

  beforeAll(async () => {
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
  });
  afterEach(() => gateway().send('GET', '/photos/a').expect(200, Buffer.from('hello')));

  it.each([
    ['GET', '/photos/a'],
    ['GET', '/photos'],
    ['DELETE', '/photos/a'],
    ['DELETE', '/photos/a?tagging'],
    ['POST', '/photos/a?uploadId=x'],
  ])('are refused where %s %s names a source to copy', async (method, path) => {
    const headers = { 'x-amz-copy-source': '/photos/b' };
    expect(errorOf(await gateway().send(method, path, { headers }))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'You can only specify a copy source header for copy requests.',
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: '/photos/b',
    });
  });

  it.each([
    ['GET', '/photos?versioning&acl', 'acl, versioning'],
    ['GET', '/absent?acl&versioning', 'acl, versioning'],
    ['PATCH', '/photos?acl&versioning', 'acl, versioning'],
    ['GET', '/photos/a?tagging&acl', 'acl, tagging'],
    ['GET', '/photos/a?partNumber=1&tagging', 'partNumber, tagging'],
    ['GET', '/photos/a?acl&uploads', 'acl, uploads'],
  ])('are refused where %s %s names two sub-resources', async (method, path, names) => {
    expect(errorOf(await gateway().send(method, path))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: `Conflicting query string parameters: ${names}`,
      ArgumentName: 'ResourceType',
      ArgumentValue: names.split(',')[0],
    });
  });

  it('are refused where HEAD names a source to copy', async () => {
    const headers = { 'x-amz-copy-source': '/photos/b' };
    expect((await gateway().send('HEAD', '/photos/a', { headers })).status).toBe(400);
  });

  it('are refused with headers of more than 8 KiB, names and values', async () => {
    const tooLarge = {
      status: 400,
      Code: 'RequestHeaderSectionTooLarge',
      Message: 'Your request header section exceeds the maximum allowed size.',
      MaxSizeAllowed: '8192',
    };
    const get = (length: number) =>
      gateway().send('GET', '/photos/a', { headers: { 'x-padding': 'p'.repeat(length) } });
    expect((await get(7_000)).status).toBe(200);
    expect(errorOf(await get(8_184))).toEqual(tooLarge);
    expect(errorOf(await get(12_000))).toEqual(tooLarge);
    const headers = { 'x-amz-meta-a': 'm'.repeat(9_000) };
    expect(errorOf(await gateway().send('PUT', '/photos/b', { body: 'x', headers }))).toEqual(tooLarge);
  });

  it('are served with a copy source of the longest key, all of it encoded', async () => {
    const key = encodeURIComponent(`${'ü'.repeat(101)}/`.repeat(5).slice(0, -1));
    await gateway().send('PUT', `/photos/${key}`, { body: 'long' }).expect(200);
    const headers = { 'x-amz-copy-source': `/photos/${key}` };
    expect((await gateway().send('PUT', '/photos/copy', { headers })).status).toBe(200);
  });

  it.each(['uploads', 'versions'])('are refused where %s are asked of a key', async (name) => {
    expect(errorOf(await gateway().send('GET', `/photos/a?${name}`))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: `There is no such thing as the ?${name} sub-resource for a key`,
    });
  });

  it.each([undefined, '/photos/b'])(
    'are refused where a part names no upload, copied from %s',
    async (source) => {
      const headers: Record<string, string> = source === undefined ? {} : { 'x-amz-copy-source': source };
      for (const query of ['?partNumber=1', '?partNumber=1&uploadId=']) {
        expect(errorOf(await gateway().send('PUT', `/photos/a${query}`, { headers }))).toEqual({
          status: 400,
          Code: 'InvalidArgument',
          Message: 'This operation does not accept partNumber without uploadId',
          ArgumentName: 'partNumber',
          ArgumentValue: 'partNumber',
        });
      }
    },
  );

  it('go through where they are what they seem', async () => {
    const headers = { 'x-amz-copy-source': '/photos/a' };
    expect((await gateway().send('PUT', '/photos/copy', { headers })).status).toBe(200);
    const uploadId = await createUpload(gateway(), '/photos/b');
    const part = `/photos/b?uploadId=${uploadId}&partNumber=1`;
    expect((await gateway().send('PUT', part, { headers })).status).toBe(200);
    expect((await gateway().send('DELETE', `/photos/b?uploadId=${uploadId}`)).status).toBe(204);
  });

  it.each([
    ['max-keys', '/photos?max-keys=', 'maxKeys'],
    ['max-keys', '/photos?list-type=2&max-keys=', 'maxKeys'],
    ['max-uploads', '/photos?uploads&max-uploads=', 'max-uploads'],
    ['max-parts', '/photos/a?uploadId=x&max-parts=', 'max-parts'],
    ['part-number-marker', '/photos/a?uploadId=x&part-number-marker=', 'part-number-marker'],
  ])('are refused where %s is no count (%s)', async (name, path, negative) => {
    const messageOf = async (value: string, argument = name) => {
      const { Message, ...error } = errorOf(await gateway().send('GET', path + value));
      expect(error).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        ArgumentName: argument,
        ArgumentValue: value,
      });
      return Message;
    };
    const noInteger = `Provided ${name} not an integer or within integer range`;
    expect(await messageOf('-1', negative)).toBe(
      `Argument ${negative} must be an integer between 0 and 2147483647`,
    );
    expect(await messageOf('x')).toBe(noInteger);
    expect(await messageOf('1.5')).toBe(noInteger);
    expect(await messageOf('2147483648')).toBe(noInteger);
    expect(await messageOf('-99999999999')).toBe(noInteger);
  });
});
