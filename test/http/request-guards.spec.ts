import { documentOf, errorOf } from '../support/answer.js';
import { BACKENDS, createUpload, useGateway } from '../support/http-subject.js';

const ENABLED = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';

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
    ['POST', '/photos?acl&delete', 'acl, delete'],
    ['DELETE', '/photos/a?uploads&tagging', 'tagging, uploads'],
    ['GET', '/photos/a?policy&uploadId=x', 'policy, uploadId'],
    ['PUT', '/photos/a?uploadId=x&partNumber=1&acl', 'acl, partNumber, uploadId'],
  ])('are refused where %s %s names two sub-resources', async (method, path, names) => {
    expect(errorOf(await gateway().send(method, path))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: `Conflicting query string parameters: ${names}`,
      ArgumentName: 'ResourceType',
      ArgumentValue: names.split(',')[0],
    });
  });

  it('are refused where two sub-resources are named, whoever asks', async () => {
    const forged = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    const answer = await gateway().send('GET', '/photos?acl&cors', { as: null, headers: forged });
    expect(errorOf(answer)).toMatchObject({ status: 400, ArgumentName: 'ResourceType' });
    expect((await gateway().send('HEAD', '/photos/a?acl&tagging')).status).toBe(400);
  });

  it.each([
    '/photos/a?partNumber=1&x-id=GetObject',
    '/photos/a?foo&Acl&response-expires=x',
    '/photos/a?metrics',
  ])('go through where no sub-resource is named: %s', async (path) => {
    expect((await gateway().send('GET', path)).body.toString()).toBe('hello');
  });

  it.each([
    ['accelerate', 'AccelerateConfiguration'],
    ['location', 'LocationConstraint'],
    ['versioning', 'VersioningConfiguration'],
    ['requestPayment', 'RequestPaymentConfiguration'],
  ])('go to the bucket where %s is asked of a key', async (name, root) => {
    const ask = async (path: string) => documentOf(await gateway().send('GET', path), root);
    const ofBucket = await ask(`/photos?${name}`);
    for (const key of ['a', 'absent']) expect(await ask(`/photos/${key}?${name}`)).toEqual(ofBucket);
  });

  it('go to the bucket where a key is to change one of its documents', async () => {
    const error = errorOf(await gateway().send('GET', '/photos/a?policy'));
    expect(error).toMatchObject({ status: 404, Code: 'NoSuchBucketPolicy', BucketName: 'photos' });
    expect((await gateway().send('PUT', '/photos/a?versioning', { body: ENABLED })).status).toBe(200);
    const versioning = documentOf(
      await gateway().send('GET', '/photos?versioning'),
      'VersioningConfiguration',
    );
    expect(versioning).toEqual({ Status: 'Enabled' });
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

  it.each([
    ['GET', '/photos/a?uploads', 'Key is not expected for the GET method ?uploads subresource'],
    ['GET', '/photos/a?versions', 'There is no such thing as the ?versions sub-resource for a key'],
    ['GET', '/photos?uploadId=x', 'A key must be specified'],
    ['POST', '/photos?uploadId=x', 'A key must be specified'],
    ['DELETE', '/photos?uploadId=x', 'A key must be specified'],
    ['GET', '/photos?partNumber=1', 'Object must have a valid key name.'],
    ['PUT', '/photos?partNumber=x', 'Object must have a valid key name.'],
  ])('are refused where the path of %s %s has no such thing', async (method, path, Message) => {
    const error = errorOf(await gateway().send(method, path));
    expect(error).toEqual({ status: 400, Code: 'InvalidRequest', Message });
  });

  it.each([
    [
      'GET',
      '/photos/a?logging',
      'NoLoggingStatusForKey',
      'There is no such thing as the ?logging sub-resource for a key',
    ],
    ['POST', '/photos?restore', 'UserKeyMustBeSpecified', 'User key must be specified.'],
  ])('are refused where %s %s is asked of another path: %s', async (method, path, Code, Message) => {
    expect(errorOf(await gateway().send(method, path))).toEqual({ status: 400, Code, Message });
  });

  it.each([
    ['GET', '/photos?versionId=x', 'This operation does not accept a version-id.'],
    ['GET', '/absent?policy&versionId=null', 'This operation does not accept a version-id.'],
    ['DELETE', '/photos?cors&versionId=', 'This operation does not accept a version-id.'],
    ['GET', '/photos/a?uploadId=x&versionId=null', 'This operation does not accept a version-id.'],
    ['GET', '/photos/a?location&versionId=x', 'This operation does not accept a version-id.'],
    ['GET', '/absent/a?versionId=', 'Version id cannot be the empty string'],
    ['GET', '/photos/a?acl&versionId=', 'Version id cannot be the empty string'],
    ['PUT', '/photos/a?tagging&versionId=', 'Version id cannot be the empty string'],
    ['DELETE', '/photos/a?versionId=', 'Version id cannot be the empty string'],
  ])('are refused where %s %s names no version, whoever asks: %s', async (method, path, Message) => {
    const forged = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    expect(errorOf(await gateway().send(method, path, { as: null, headers: forged }))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message,
      ArgumentName: 'versionId',
      ArgumentValue: /versionId=(.*)/.exec(path)![1],
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
