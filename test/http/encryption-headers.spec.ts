import { createHash } from 'node:crypto';
import { errorOf } from '../support/answer.js';
import { FORM_HEADERS, formBody, signPolicy } from '../support/form.js';
import { BACKENDS, completion, createUpload, uploadPart, useGateway } from '../support/http-subject.js';

const SSE = 'x-amz-server-side-encryption';
const KEY = Buffer.alloc(32, 7);

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('base64');

const customerKey = (prefix = 'x-amz-') => ({
  [`${prefix}server-side-encryption-customer-algorithm`]: 'AES256',
  [`${prefix}server-side-encryption-customer-key`]: KEY.toString('base64'),
  [`${prefix}server-side-encryption-customer-key-md5`]: md5(KEY),
});

const [ALGORITHM = '', CUSTOMER_KEY = '', DIGEST = ''] = Object.keys(customerKey());

const invalid = (Message: string, ArgumentValue?: string) => ({
  status: 400,
  Code: 'InvalidArgument',
  Message,
  ArgumentName: SSE,
  ...(ArgumentValue !== undefined && { ArgumentValue }),
});

const mustProvide = (what: string) =>
  invalid(
    `Requests specifying Server Side Encryption with Customer provided keys must provide ${what}.`,
    'null',
  );

const NOT_APPLICABLE = {
  status: 400,
  Code: 'InvalidRequest',
  Message: 'The encryption parameters are not applicable to this object.',
};

const BAD_ALGORITHM = {
  status: 400,
  Code: 'InvalidEncryptionAlgorithmError',
  Message: 'The Encryption request you specified is not valid. Supported value: AES256.',
  ArgumentName: SSE,
  ArgumentValue: 'AES128',
};

const REFUSED_KEYS: [Record<string, string>, object][] = [
  [{ ...customerKey(), [ALGORITHM]: 'AES128' }, BAD_ALGORITHM],
  [{ [ALGORITHM]: 'AES256' }, mustProvide('an appropriate secret key')],
  [
    { [ALGORITHM]: 'AES256', [CUSTOMER_KEY]: KEY.toString('base64') },
    mustProvide('the client calculated MD5 of the secret key'),
  ],
  [{ [CUSTOMER_KEY]: KEY.toString('base64') }, mustProvide('a valid encryption algorithm')],
  [{ [DIGEST]: md5(KEY) }, mustProvide('a valid encryption algorithm')],
  [
    { ...customerKey(), [CUSTOMER_KEY]: 'c2hvcnQ=' },
    invalid('The secret key was invalid for the specified algorithm.', 'null'),
  ],
  [
    { ...customerKey(), [DIGEST]: md5(Buffer.alloc(32)) },
    invalid('The calculated MD5 hash of the key did not match the hash that was provided.', 'null'),
  ],
];

describe.each(BACKENDS)('headers of encryption on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const send = (request: string, headers: Record<string, string>, body?: string) => {
    const [method = '', target = ''] = request.split(' ');
    return gateway().send(method, target, { headers, body });
  };

  beforeEach(async () => {
    await send('PUT /photos/plain', {}, 'hello').expect(200);
  });

  describe.each<[string, Record<string, string>, string?]>([
    ['PUT /photos/new', {}, 'hello'],
    ['PUT /photos/new', { 'x-amz-copy-source': '/photos/plain' }],
    ['POST /photos/new?uploads', {}],
  ])('of %s with %j', (request, more, body) => {
    const refused = async (headers: Record<string, string>) => {
      const answer = await send(request, { ...more, ...headers }, body);
      await gateway().send('HEAD', '/photos/new').expect(404);
      return errorOf(answer);
    };

    it.each(['AES128', 'aes256', 'kms'])('do not take the method %p', async (method) => {
      expect(await refused({ [SSE]: method })).toEqual(
        invalid('The encryption method specified is not supported', method),
      );
    });

    it.each(['aws:kms', 'aws:kms:dsse', 'aws:fsx'])('do not promise %p', async (method) => {
      const error = { status: 501, Code: 'NotImplemented', Header: SSE };
      expect(await refused({ [SSE]: method, [`${SSE}-aws-kms-key-id`]: 'k' })).toMatchObject(error);
    });

    it.each<Record<string, string>>([{}, { [SSE]: 'AES256' }])(
      'take the key of a service only for it: %j',
      async (headers) => {
        expect(await refused({ ...headers, [`${SSE}-aws-kms-key-id`]: 'k' })).toEqual(
          invalid(
            'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
          ),
        );
      },
    );

    it('take no key of the client beside a method', async () => {
      expect(await refused({ ...customerKey(), [SSE]: 'AES256' })).toEqual(
        invalid(
          'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
          'AES256',
        ),
      );
    });

    it.each(REFUSED_KEYS)('refuse the key of the client in %j', async (headers, error) => {
      expect(await refused(headers)).toEqual(error);
    });

    it('store nothing under a key of the client', async () => {
      expect(await refused(customerKey())).toMatchObject({
        status: 501,
        Code: 'NotImplemented',
        Header: ALGORITHM,
      });
    });
  });

  it('do not open a plain object', async () => {
    expect(errorOf(await send('GET /photos/plain', customerKey()))).toEqual(NOT_APPLICABLE);
    expect((await send('HEAD /photos/plain', customerKey())).status).toBe(400);
    expect(errorOf(await send('GET /photos/absent', customerKey()))).toMatchObject({ Code: 'NoSuchKey' });
    const query =
      '<SelectObjectContentRequest><Expression>SELECT * FROM S3Object</Expression><ExpressionType>SQL</ExpressionType><InputSerialization><CSV/></InputSerialization><OutputSerialization><CSV/></OutputSerialization></SelectObjectContentRequest>';
    const selected = await send('POST /photos/plain?select&select-type=2', customerKey(), query);
    expect(errorOf(selected)).toEqual(NOT_APPLICABLE);
  });

  it.each(REFUSED_KEYS)('refuse the key of a read in %j', async (headers, error) => {
    expect(errorOf(await send('GET /photos/plain', headers))).toEqual(error);
  });

  it('name no method of a part, nor where an upload ends', async () => {
    const id = await createUpload(gateway(), '/photos/new');
    const unsupported = invalid(`${SSE} header is not supported for this operation.`, 'AES256');
    const headers = { [SSE]: 'AES256' };
    const part = `PUT /photos/new?partNumber=1&uploadId=${id}`;
    expect(errorOf(await send(part, headers, 'hello'))).toEqual(unsupported);
    const copied = await send(part, { ...headers, 'x-amz-copy-source': '/photos/plain' });
    expect(errorOf(copied)).toEqual(unsupported);
    const etag = await uploadPart(gateway(), part.slice('PUT '.length), 'hello');
    const body = completion([{ number: 1, etag }]);
    expect(errorOf(await send(`POST /photos/new?uploadId=${id}`, headers, body))).toEqual(unsupported);
    expect((await send(`DELETE /photos/new?uploadId=${id}`, {})).status).toBe(204);
  });

  it('name no method in a read', async () => {
    expect(errorOf(await send('GET /photos/plain', { [SSE]: 'AES256' }))).toEqual(
      invalid(`${SSE} header is not supported for this operation.`, 'AES256'),
    );
    expect((await send('HEAD /photos/plain', { [SSE]: 'AES256' })).status).toBe(400);
  });

  it('do not open a plain source of a copy', async () => {
    const headers = { ...customerKey('x-amz-copy-source-'), 'x-amz-copy-source': '/photos/plain' };
    expect(errorOf(await send('PUT /photos/new', headers))).toEqual(NOT_APPLICABLE);
    const id = await createUpload(gateway(), '/photos/new');
    const part = await send(`PUT /photos/new?partNumber=1&uploadId=${id}`, headers);
    expect(errorOf(part)).toEqual(NOT_APPLICABLE);
  });

  it.each([
    [{}, 'hello'],
    [{ 'x-amz-copy-source': '/photos/plain' }, undefined],
  ])('do not begin at a part with %j', async (more, body) => {
    const id = await createUpload(gateway(), '/photos/new');
    const part = await send(
      `PUT /photos/new?partNumber=1&uploadId=${id}`,
      { ...more, ...customerKey() },
      body,
    );
    expect(errorOf(part)).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message:
        'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    });
  });

  it('are fields of a form too', async () => {
    const fields = { key: 'form', [SSE]: 'AES128' };
    const conditions = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
    const body = formBody({ ...fields, ...signPolicy('photos', { conditions }) }, [{ content: 'hello' }]);
    const answer = await gateway().send('POST', '/photos', { headers: FORM_HEADERS, body, as: null });
    expect(errorOf(answer)).toEqual(invalid('The encryption method specified is not supported', 'AES128'));
  });
});
