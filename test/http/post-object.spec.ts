import { hash } from 'node:crypto';
import { errorOf, expectIds, ownHeaders, plain, type Answer } from '../support/answer.js';
import { readXml } from '../../src/s3/xml/xml.reader.js';
import { type Fields, FORM_HEADERS, formBody, type PolicySigning, signPolicy } from '../support/form.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ANY_KEY = ['starts-with', '$key', ''];
const MD5_OF_HELLO = '5d41402abc4b2a76b9719d911017c592';

describe.each(BACKENDS)('form uploads to %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const send = (body: Buffer, headers: Record<string, string> = FORM_HEADERS, path = '/photos') =>
    gateway().send('POST', path, { body, headers, as: null });
  /** A signed form: a condition for each field, besides `conditions`. */
  const post = (fields: Fields, content: Buffer | string = 'hello', signing: PolicySigning = {}) => {
    const conditions =
      signing.conditions ?? Object.entries(fields).map(([name, value]) => ({ [name]: value }));
    const signature = signPolicy('photos', { ...signing, conditions });
    return send(formBody({ ...fields, ...signature }, [{ content }]));
  };
  const head = (key: string) => gateway().send('HEAD', `/photos/${key}`);
  const bytes = async (key: string): Promise<string> =>
    (await gateway().send('GET', `/photos/${key}`).expect(200)).body.toString();

  describe('that are signed', () => {
    it('are stored, and answered without a body', async () => {
      const answer = await post({ key: 'a/hello.txt' });
      expectIds(answer);
      expect(answer.status).toBe(204);
      expect(ownHeaders(answer)).toEqual({
        etag: `"${MD5_OF_HELLO}"`,
        location: `${gateway().url}/photos/a/hello.txt`,
        'x-amz-checksum-crc64nvme': expect.any(String),
        'x-amz-checksum-type': 'FULL_OBJECT',
      });
      expect(await bytes('a/hello.txt')).toBe('hello');
      expect((await head('a/hello.txt')).headers).toMatchObject({
        'content-type': 'binary/octet-stream',
        'content-length': '5',
      });
    });

    it.each([0, 1, 70_000, 3_000_000])('keep %d bytes as they are', async (size) => {
      const content = Buffer.alloc(size, 'line\r\n--\r\n');
      await post({ key: 'large' }, content).expect(204);
      const read = await gateway().send('GET', '/photos/large').expect(200);
      expect(content.equals(read.body)).toBe(true);
    });

    it('say what the object is to be', async () => {
      const fields = {
        key: 'described',
        'Content-Type': 'image/png',
        'Cache-Control': 'no-store',
        'Content-Disposition': 'attachment; filename="größe.png"',
        'Content-Encoding': 'gzip',
        Expires: 'Thu, 01 Dec 2033 16:00:00 GMT',
        'x-amz-meta-Colour': 'blau, grün',
        'x-amz-storage-class': 'STANDARD',
        'x-amz-server-side-encryption': 'AES256',
        'x-amz-website-redirect-location': '/elsewhere',
        'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
        tagging:
          '<Tagging><TagSet><Tag><Key>a</Key><Value>b &amp; c</Value></Tag></TagSet></Tagging>'.replace(
            ' &amp; ',
            '+',
          ),
      };
      const answer = await post(fields);
      expect(answer.status).toBe(204);
      expect(answer.headers['x-amz-server-side-encryption']).toBe('AES256');
      const { headers } = await head('described');
      expect(headers).toMatchObject({
        'content-type': 'image/png',
        'cache-control': 'no-store',
        'content-encoding': 'gzip',
        expires: 'Thu, 01 Dec 2033 16:00:00 GMT',
        'x-amz-website-redirect-location': '/elsewhere',
        'x-amz-tagging-count': '1',
      });
      expect(Buffer.from(headers['content-disposition'] ?? '', 'latin1').toString()).toBe(
        'attachment; filename="größe.png"',
      );
      expect(Buffer.from(headers['x-amz-meta-colour'] ?? '', 'latin1').toString()).toBe('blau, grün');
      const tags = await gateway().send('GET', '/photos/described?tagging');
      expect(plain(readXml(tags.body, 'Tagging'))).toEqual({ TagSet: { Tag: { Key: 'a', Value: 'b+c' } } });
    });

    it('may name the key after the file', async () => {
      const signature = signPolicy('photos', { conditions: [['starts-with', '$key', 'user/']] });
      const body = formBody({ key: 'user/${filename}', ...signature }, [
        { name: 'C:\\\\fotos\\\\größe.jpg', content: 'hello' },
      ]);
      await send(body).expect(204);
      expect(await bytes('user/gr%C3%B6%C3%9Fe.jpg')).toBe('hello');
    });

    it('may have fields behind the file, which say nothing', async () => {
      const signature = signPolicy('photos', { conditions: [{ key: 'first' }] });
      const body = formBody({ key: 'first', ...signature }, [{ content: 'hello' }], {
        key: 'second',
        submit: 'Upload',
      });
      await send(body).expect(204);
      expect((await head('first')).status).toBe(200);
      expect((await head('second')).status).toBe(404);
    });

    it('take names of fields in any case, and fields that are to be ignored', async () => {
      const signature = signPolicy('photos', {
        conditions: [
          ['eq', '$KEY', 'cased'],
          ['starts-with', '$content-type', 'image/'],
        ],
      });
      const body = formBody(
        { Key: 'cased', 'content-TYPE': 'image/png,image/jpeg', 'x-ignore-this': 'x', ...signature },
        [{ content: 'hello' }],
      );
      expect((await send(body)).status).toBe(204);
    });
  });

  describe('are answered as they ask', () => {
    const asking = (fields: Fields) => post({ key: 'asked ü', ...fields });

    it.each([
      ['200', 200],
      ['204', 204],
      ['404', 204],
      ['', 204],
    ])('with success_action_status %s by %d', async (asked, status) => {
      const answer = await asking({ success_action_status: asked });
      expect(answer.status).toBe(status);
      expect(answer.body.toString()).toBe('');
    });

    it('with success_action_status 201 by a document', async () => {
      const answer: Answer = await asking({ success_action_status: '201' });
      expect(answer.status).toBe(201);
      expect(answer.headers['content-type']).toBe('application/xml');
      const location = `${gateway().url}/photos/asked%20%C3%BC`;
      expect(answer.headers['location']).toBe(location);
      expect(plain(readXml(answer.body, 'PostResponse'))).toEqual({
        Location: location,
        Bucket: 'photos',
        Key: 'asked ü',
        ETag: `"${MD5_OF_HELLO}"`,
      });
    });

    const added = `bucket=photos&key=asked%20%C3%BC&etag=%22${MD5_OF_HELLO}%22`;
    it.each([
      ['success_action_redirect', 'https://example.com/done', `https://example.com/done?${added}`],
      ['success_action_redirect', 'http://example.com/?a=1#b', `http://example.com/?a=1&${added}#b`],
      ['redirect', 'http://example.com', `http://example.com/?${added}`],
    ])('with %s %s by a redirection', async (field, url, location) => {
      const answer = await asking({ [field]: url, success_action_status: '201' });
      expect(answer.status).toBe(303);
      expect(answer.headers['location']).toBe(location);
      expect(answer.body.toString()).toBe('');
    });

    it.each(['no url', 'javascript:alert(1)', '/relative'])('but not sent to %s', async (url) => {
      expect((await asking({ success_action_redirect: url })).status).toBe(204);
    });
  });

  describe('without a signature', () => {
    it('are refused by a private bucket, which stores nothing', async () => {
      const answer = await send(formBody({ key: 'anonymous' }, [{ content: 'hello' }]));
      expect(errorOf(answer)).toEqual({ status: 403, Code: 'AccessDenied', Message: 'Access Denied' });
      await head('anonymous').expect(404);
    });

    it('learn nothing of the policy of others', async () => {
      const answer = await send(formBody({ key: 'anonymous', policy: 'x' }, [{ content: 'hello' }]));
      expect(errorOf(answer)).toMatchObject({
        status: 400,
        Code: 'InvalidArgument',
        ArgumentName: 'X-Amz-Algorithm',
      });
    });

    it('are stored where the policy of the bucket lets everybody, key by key', async () => {
      await gateway().send('PUT', '/open').expect(200);
      const statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::open/in/*',
      };
      await gateway()
        .send('PUT', '/open?policy', {
          body: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
        })
        .expect(204);
      const form = (key: string, more: Fields = {}) =>
        send(formBody({ key, ...more }, [{ content: 'hello' }]), FORM_HEADERS, '/open');
      await form('in/a').expect(204);
      expect(errorOf(await form('out/a'))).toMatchObject({ status: 403, Code: 'AccessDenied' });
      const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
      expect(errorOf(await form('in/tagged', { tagging }))).toMatchObject({
        status: 403,
        Code: 'AccessDenied',
      });
      await gateway().send('HEAD', '/open/out/a').expect(404);
      await gateway().send('HEAD', '/open/in/tagged').expect(404);
    });
  });

  describe('that ask for an ACL', () => {
    const asking = (bucket: string, acl: string) => {
      const signature = signPolicy(bucket, { conditions: [{ key: 'a' }, { acl }] });
      return send(formBody({ key: 'a', acl, ...signature }, [{ content: 'x' }]), FORM_HEADERS, `/${bucket}`);
    };

    it('have it where ACLs count', async () => {
      const headers = { 'x-amz-object-ownership': 'BucketOwnerPreferred' };
      await gateway().send('PUT', '/shared', { headers }).expect(200);
      expect((await asking('shared', 'public-read')).status).toBe(204);
      expect((await gateway().send('GET', '/shared/a', { as: null })).status).toBe(200);
      expect((await asking('shared', 'private')).status).toBe(204);
      expect((await gateway().send('GET', '/shared/a', { as: null })).status).toBe(403);
    });

    it('are refused where none count, or where it is none', async () => {
      expect(errorOf(await asking('photos', 'public-read'))).toMatchObject({
        status: 400,
        Code: 'AccessControlListNotSupported',
      });
      expect(errorOf(await asking('photos', 'everybody'))).toMatchObject({
        status: 400,
        Code: 'InvalidArgument',
      });
      await head('a').expect(404);
    });
  });

  describe('to a bucket with versions and locks', () => {
    const tagged = (fields: Fields) => {
      const conditions = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
      const signature = signPolicy('locked', { conditions });
      return send(formBody({ ...fields, ...signature }, [{ content: 'hello' }]), FORM_HEADERS, '/locked');
    };

    beforeAll(async () => {
      const headers = { 'x-amz-bucket-object-lock-enabled': 'true' };
      await gateway().send('PUT', '/locked', { headers }).expect(200);
    });

    it('make versions, each with what locks it', async () => {
      const first = await tagged({ key: 'a' });
      const second = await tagged({
        key: 'a',
        'x-amz-object-lock-legal-hold': 'ON',
        'Content-MD5': 'XUFAKrxLKna5cZ2REBfFkg==',
      });
      expect([first.status, second.status]).toEqual([204, 204]);
      expect(second.headers['x-amz-version-id']).not.toBe(first.headers['x-amz-version-id']);
      const path = `/locked/a?versionId=${second.headers['x-amz-version-id']}`;
      expect(errorOf(await gateway().send('DELETE', path))).toMatchObject({ Code: 'AccessDenied' });
      const off = '<LegalHold><Status>OFF</Status></LegalHold>';
      const headers = { 'content-md5': hash('md5', off, 'base64') };
      await gateway().send('PUT', `${path}&legal-hold`, { body: off, headers }).expect(200);
    });

    it('need a digest of what is locked, and both halves of a retention', async () => {
      const unsure = await tagged({ key: 'b', 'x-amz-object-lock-legal-hold': 'ON' });
      expect(errorOf(unsure)).toMatchObject({ status: 400, Code: 'InvalidRequest' });
      const half = await tagged({ key: 'b', 'x-amz-object-lock-mode': 'GOVERNANCE' });
      expect(half.status).toBe(400);
      await gateway().send('HEAD', '/locked/b').expect(404);
    });
  });

  describe('are refused', () => {
    const denied = (reason: string) => ({
      status: 403,
      Code: 'AccessDenied',
      Message: `Invalid according to Policy: ${reason}`,
    });

    afterEach(() => head('refused').expect(404));

    it('when the signature is of another key or over another policy', async () => {
      const signing = { as: { access: 'TESTROOTACCESSKEY', secret: 'wrong' } };
      const answer = await post({ key: 'refused' }, 'hello', signing);
      expect(errorOf(answer)).toMatchObject({
        status: 403,
        Code: 'SignatureDoesNotMatch',
        AWSAccessKeyId: 'TESTROOTACCESSKEY',
        StringToSign: expect.any(String),
      });
      const signature = { ...signPolicy('photos', { conditions: [ANY_KEY] }), policy: 'e30=' };
      const other = await send(formBody({ key: 'refused', ...signature }, [{ content: 'hello' }]));
      expect(errorOf(other)).toMatchObject({ status: 403, Code: 'SignatureDoesNotMatch' });
    });

    it('when nobody has the access key', async () => {
      const answer = await post({ key: 'refused' }, 'hello', { as: { access: 'NOBODY', secret: 'x' } });
      expect(errorOf(answer)).toMatchObject({
        status: 403,
        Code: 'InvalidAccessKeyId',
        AWSAccessKeyId: 'NOBODY',
      });
    });

    it.each(['policy', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature'])(
      'when of the fields of the signature %s is missing',
      async (name) => {
        const { [name.toLowerCase()]: _missing, ...signature } = signPolicy('photos', {
          conditions: [ANY_KEY],
        });
        const answer = await send(formBody({ key: 'refused', ...signature }, [{ content: 'hello' }]));
        expect(errorOf(answer)).toEqual({
          status: 400,
          Code: 'InvalidArgument',
          Message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
          ArgumentName: name,
          ArgumentValue: '',
        });
      },
    );

    it('when the region is another one', async () => {
      expect(errorOf(await post({ key: 'refused' }, 'hello', { region: 'eu-west-1' }))).toMatchObject({
        status: 400,
        Code: 'InvalidArgument',
        Message: "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
        ArgumentName: 'X-Amz-Credential',
        ArgumentValue: expect.stringMatching(/^\w+\/\d{8}\/eu-west-1\/s3\/aws4_request$/),
        Region: 'us-east-1',
      });
    });

    it.each([
      ['x-amz-algorithm', 'AWS4-HMAC-SHA1', 'X-Amz-Algorithm', 'Only AWS4-HMAC-SHA256 is supported'],
      ['x-amz-date', 'today', 'X-Amz-Date', 'X-Amz-Date must be formated via ISO8601 Long format'],
      [
        'x-amz-credential',
        'alice',
        'X-Amz-Credential',
        'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      ],
    ])('when the field %s says %s', async (field, value, ArgumentName, Message) => {
      const signature = { ...signPolicy('photos', { conditions: [ANY_KEY] }), [field]: value };
      const answer = await send(formBody({ key: 'refused', ...signature }, [{ content: 'hello' }]));
      expect(errorOf(answer)).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message,
        ArgumentName,
        ArgumentValue: value,
      });
    });

    it('when they are signed by version 2', async () => {
      const fields = { key: 'refused', policy: 'e30=', AWSAccessKeyId: 'x', Signature: 'y' };
      const answer = await send(formBody({ ...fields }, [{ content: 'hello' }]));
      expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'InvalidRequest' });
    });

    it('when the request itself is signed too', async () => {
      const body = formBody({ key: 'refused', ...signPolicy('photos', { conditions: [ANY_KEY] }) }, [
        { content: 'hello' },
      ]);
      const answer = await gateway().send('POST', '/photos', { body, headers: FORM_HEADERS });
      expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'InvalidArgument' });
    });

    it('when the policy has expired, though it was signed long ago and is of its day', async () => {
      const now = Date.now() - 3_600_000;
      expect(errorOf(await post({ key: 'refused' }, 'hello', { now }))).toEqual(denied('Policy expired.'));
      await post({ key: 'late' }, 'hello', { now, expires: 7_200_000 }).expect(204);
    });

    it.each([
      ['["eq", "$key", "other"]', [{ key: 'other' }]],
      ['["eq", "$key", "Refused"]', [['eq', '$key', 'Refused']]],
      ['["starts-with", "$key", "user/"]', [['starts-with', '$key', 'user/']]],
      ['["starts-with", "$Content-Type", ""]', [ANY_KEY, ['starts-with', '$Content-Type', '']]],
      ['["eq", "$bucket", "other"]', [ANY_KEY, { bucket: 'other' }]],
      ['["eq", "key", "refused"]', [['eq', 'key', 'refused']]],
      ['["content-length-range", "a", 5]', [ANY_KEY, ['content-length-range', 'a', 5]]],
    ])('when the condition %s fails', async (text, conditions) => {
      const answer = await post({ key: 'refused' }, 'hello', { conditions });
      expect(errorOf(answer)).toEqual(denied(`Policy Condition failed: ${text}`));
    });

    it('when the policy says nothing of a field, or of the bucket', async () => {
      const answer = await post({ key: 'refused', acl: 'private' }, 'hello', { conditions: [ANY_KEY] });
      expect(errorOf(answer)).toEqual(denied('Extra input fields: acl'));
      const document = JSON.stringify({
        expiration: '2100-01-01T00:00:00Z',
        conditions: [
          ANY_KEY,
          ...['algorithm', 'credential', 'date'].map((name) => ['starts-with', `$x-amz-${name}`, '']),
        ],
      });
      expect(errorOf(await post({ key: 'refused' }, 'hello', { document }))).toEqual(
        denied('Extra input fields: bucket'),
      );
    });

    it.each([
      ['nonsense', 'Invalid JSON.'],
      ['[]', 'Invalid JSON.'],
      ['{"conditions": []}', 'Policy missing expiration.'],
      ['{"expiration": "soon", "conditions": []}', "Invalid 'expiration' value: 'soon'"],
      [
        '{"expiration": "2100-01-01T00:00:00+02:00"}',
        "Invalid 'expiration' value: '2100-01-01T00:00:00+02:00'",
      ],
      ['{"expiration": "2100-01-01T00:00:00Z"}', 'Policy missing conditions.'],
      [
        '{"expiration": "2100-01-01T00:00:00Z", "conditions": {}}',
        "Invalid 'conditions' value: must be a List.",
      ],
      ['{"Statement": []}', "Unexpected: 'statement'"],
      [
        '{"expiration": "2100-01-01T00:00:00Z", "conditions": [["unlike", "$key", "a"]]}',
        "Invalid Condition: unknown operation 'unlike'.",
      ],
      [
        '{"expiration": "2100-01-01T00:00:00Z", "conditions": [{"a": "b", "c": "d"}]}',
        'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
      ],
      [
        '{"expiration": "2100-01-01T00:00:00Z", "conditions": [{"a": 1}]}',
        'Invalid Simple-Condition: value must be a string.',
      ],
    ])('when the policy is %s', async (document, reason) => {
      expect(errorOf(await post({ key: 'refused' }, 'hello', { document }))).toEqual({
        status: 400,
        Code: 'InvalidPolicyDocument',
        Message: `Invalid Policy: ${reason}`,
      });
    });

    it('when the file is shorter or longer than the policy lets it be', async () => {
      const range = (min: number, max: number) => ({
        conditions: [ANY_KEY, ['content-length-range', min, max]],
      });
      expect(errorOf(await post({ key: 'refused' }, 'hello', range(6, 10)))).toEqual({
        status: 400,
        Code: 'EntityTooSmall',
        Message: 'Your proposed upload is smaller than the minimum allowed size',
        ProposedSize: '5',
        MinSizeAllowed: '6',
      });
      expect(errorOf(await post({ key: 'refused' }, 'x'.repeat(500_000), range(0, 100_000)))).toMatchObject({
        status: 400,
        Code: 'EntityTooLarge',
        Message: 'Your proposed upload exceeds the maximum allowed size',
        MaxSizeAllowed: '100000',
      });
      await post({ key: 'fitting' }, 'hello', range(5, 5)).expect(204);
    });

    it('when a digest does not fit the file', async () => {
      const answer = await post({ key: 'refused', 'x-amz-checksum-crc32': 'AAAAAA==' });
      expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'BadDigest' });
      const md5 = await post({ key: 'refused', 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' });
      expect(errorOf(md5)).toMatchObject({ status: 400, Code: 'BadDigest' });
    });

    it('when there is no key', async () => {
      const missing = await post({});
      expect(errorOf(missing)).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message:
          "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
        ArgumentName: 'key',
        ArgumentValue: '',
      });
      expect(errorOf(await post({ key: '' }))).toMatchObject({ status: 400, Code: 'InvalidArgument' });
      expect(errorOf(await post({ key: 'x'.repeat(1025) }))).toMatchObject({ Code: 'KeyTooLongError' });
    });

    it('when a field cannot be a header', async () => {
      const answer = await post({ key: 'refused', 'x-amz-meta-a': 'b\r\nSet-Cookie: c' });
      expect(errorOf(answer)).toMatchObject({ status: 400, Code: 'InvalidArgument' });
      const name = await post({ key: 'refused', 'x-amz-meta-ü': 'b' });
      expect(errorOf(name)).toMatchObject({ status: 400, Code: 'InvalidArgument' });
    });

    it('when the bucket is not there', async () => {
      const body = formBody({ key: 'a', ...signPolicy('absent', { conditions: [ANY_KEY] }) }, [
        { content: 'x' },
      ]);
      expect(errorOf(await send(body, FORM_HEADERS, '/absent'))).toMatchObject({
        status: 404,
        Code: 'NoSuchBucket',
      });
    });
  });
});
