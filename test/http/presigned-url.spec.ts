import { errorOf, expectIds } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';
import { presign, type Presigning } from '../support/presign.js';

const MINUTE = 60_000;

describe('presigned URLs', () => {
  const gateway = useGateway({}, 'photos');
  const send = (options: Presigning = {}, path = '/photos/a') =>
    gateway().send(options.method ?? 'GET', presign(gateway().url, path, options), { as: null });
  const raw = (path: string, method = 'GET') => gateway().send(method, path, { as: null });

  beforeAll(async () => {
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
  });

  it('read, write and delete', async () => {
    const path = presign(gateway().url, '/photos/new%20key', { method: 'PUT' });
    const put = await gateway().send('PUT', path, { body: 'new', as: null });
    expect(put.status).toBe(200);
    const read = await send({}, '/photos/new%20key');
    expectIds(read);
    expect(read.body.toString()).toBe('new');
    expect((await send({ method: 'DELETE' }, '/photos/new%20key')).status).toBe(204);
  });

  it('carry parameters of the operation', async () => {
    const answer = await send({ query: { 'response-content-type': 'text/csv' } });
    expect(answer.headers['content-type']).toBe('text/csv');
  });

  it('carry headers that SDKs put into them', async () => {
    const query = {
      'x-amz-meta-Name': 'Bär b',
      'X-Amz-Storage-Class': 'STANDARD',
      'x-amz-checksum-crc32': 'AAAAAA==',
      'x-amz-tagging': 'a=b',
    };
    const path = presign(gateway().url, '/photos/hoisted', { method: 'PUT', query });
    expect((await gateway().send('PUT', path, { body: 'new', as: null })).status).toBe(200);
    const read = await gateway().send('GET', '/photos/hoisted').expect(200);
    expect(Buffer.from(read.headers['x-amz-meta-name'] ?? '', 'latin1').toString()).toBe('Bär b');
    expect(read.headers).not.toHaveProperty('x-amz-tagging-count');
    const refused = (name: string, value: string) =>
      send({ method: 'PUT', query: { [name]: value } }, '/photos/refused');
    expect(errorOf(await refused('x-amz-storage-class', 'COLD'))).toMatchObject({
      Code: 'InvalidStorageClass',
    });
    expect(errorOf(await refused('x-amz-meta-a', 'a\nb'))).toMatchObject({ Code: 'InvalidArgument' });
    expect(errorOf(await refused('x-amz-acl', 'public-read'))).toMatchObject({
      Code: 'AccessControlListNotSupported',
    });
    const owner = { 'x-amz-expected-bucket-owner': 'somebody' };
    expect(errorOf(await send({ query: owner }))).toMatchObject({ Code: 'AccessDenied' });
  });

  it('take headers from nowhere but a signature', async () => {
    const path = '/photos/unsigned?x-amz-meta-a=1';
    expect((await gateway().send('PUT', path, { body: 'x' })).status).toBe(200);
    const read = await gateway().send('HEAD', '/photos/unsigned').expect(200);
    expect(read.headers).not.toHaveProperty('x-amz-meta-a');
  });

  it('are refused when they have expired', async () => {
    expect(errorOf(await send({ now: Date.now() - 2 * MINUTE, expires: 60 }))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Request has expired',
      'X-Amz-Expires': '60',
      Expires: expect.stringMatching(/Z$/),
      ServerTime: expect.stringMatching(/Z$/),
    });
    const elsewhere = await send({ now: Date.now() - 2 * MINUTE, expires: 60, region: 'eu-west-1' });
    expect(errorOf(elsewhere)).toMatchObject({ Code: 'AccessDenied', Message: 'Request has expired' });
    expect((await send({ now: Date.now() - 2 * MINUTE, expires: 600 })).status).toBe(200);
  });

  it('are refused before their time', async () => {
    expect(errorOf(await send({ now: Date.now() + 16 * MINUTE }))).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message: 'Request is not yet valid',
      'X-Amz-Date': expect.stringMatching(/^\d{13}$/),
      Expires: expect.stringMatching(/Z$/),
      ServerTime: expect.stringMatching(/Z$/),
    });
  });

  it.each([
    [
      { expires: 604_801 },
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
    [{ expires: -1 }, 'X-Amz-Expires must be non-negative'],
    [{ expires: 'soon' }, 'X-Amz-Expires should be a number'],
    [
      { region: 'eu-west-1' },
      "Error parsing the X-Amz-Credential parameter; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    ],
    [
      { query: { 'X-Amz-Date': 'yesterday' } },
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    ],
    [
      { query: { 'X-Amz-Algorithm': 'MD5' } },
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    ],
  ])('are refused with %j', async (options, message) => {
    expect(errorOf(await send(options))).toMatchObject({
      status: 400,
      Code: 'AuthorizationQueryParametersError',
      Message: message,
    });
  });

  it('are refused when a parameter is missing', async () => {
    const path = presign(gateway().url, '/photos/a').replace(/&X-Amz-SignedHeaders=[^&]*/, '');
    expect(errorOf(await raw(path))).toEqual({
      status: 400,
      Code: 'AuthorizationQueryParametersError',
      Message:
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    });
  });

  it('are refused when anything was changed', async () => {
    const path = presign(gateway().url, '/photos/a');
    const error = { status: 403, Code: 'SignatureDoesNotMatch' };
    expect(errorOf(await raw(path.replace('/photos/a', '/photos/b')))).toMatchObject(error);
    expect(errorOf(await raw(`${path}&response-content-type=a`))).toMatchObject(error);
    expect(errorOf(await raw(path, 'DELETE'))).toMatchObject(error);
    expect(errorOf(await raw(path.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))))).toMatchObject(
      error,
    );
  });

  it('are refused with an access key of nobody, a session token, or ECDSA', async () => {
    expect(errorOf(await send({ as: { access: 'NOBODY', secret: 's' } }))).toMatchObject({
      status: 403,
      Code: 'InvalidAccessKeyId',
      AWSAccessKeyId: 'NOBODY',
    });
    expect(errorOf(await send({ query: { 'X-Amz-Security-Token': 't' } }))).toMatchObject({
      status: 400,
      Code: 'InvalidToken',
    });
    expect(errorOf(await send({ query: { 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' } }))).toMatchObject({
      status: 501,
      Code: 'NotImplemented',
    });
  });

  it('are refused together with a signature in the header', async () => {
    const path = presign(gateway().url, '/photos/a');
    expect(errorOf(await gateway().send('GET', path))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      ArgumentName: 'Authorization',
    });
  });

  it('of version 2 are refused', async () => {
    expect(errorOf(await raw('/photos/a?AWSAccessKeyId=a&Signature=b&Expires=1'))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    });
  });
});
