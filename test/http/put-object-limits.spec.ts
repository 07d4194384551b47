import { errorOf } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';

describe('PutObject and its limits', () => {
  const gateway = useGateway({}, 'limits');
  const put = async (path: string, headers: Record<string, string> = {}) =>
    gateway().send('PUT', path, { body: 'x', headers });

  it('takes 2 KiB of metadata and refuses a byte more', async () => {
    const value = 'v'.repeat(2048 - 'name'.length);
    expect((await put('/limits/full', { 'x-amz-meta-name': value })).status).toBe(200);
    expect(errorOf(await put('/limits/over', { 'x-amz-meta-name': `${value}v` }))).toEqual({
      status: 400,
      Code: 'MetadataTooLarge',
      Message: 'Your metadata headers exceed the maximum allowed metadata size',
      Size: '2049',
      MaxSizeAllowed: '2048',
    });
    await gateway().send('HEAD', '/limits/over').expect(404);
  });

  it('takes a key of 1,024 bytes and refuses one of 1,025', async () => {
    expect((await put(`/limits/${'k'.repeat(1024)}`)).status).toBe(200);
    expect(errorOf(await put(`/limits/${'k'.repeat(1025)}`))).toEqual({
      status: 400,
      Code: 'KeyTooLongError',
      Message: 'Your key is too long',
      Size: '1025',
      MaxSizeAllowed: '1024',
    });
    const umlauts = await put(`/limits/${'%C3%A4'.repeat(513)}`);
    expect(errorOf(umlauts)).toMatchObject({ Code: 'KeyTooLongError', Size: '1026' });
  });

  it('refuses more than 5 GiB before it reads', async () => {
    const answer = await gateway().send('PUT', '/limits/huge', {
      headers: { 'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1) },
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      body: '',
    });
    expect(errorOf(answer)).toEqual({
      status: 400,
      Code: 'EntityTooLarge',
      Message: 'Your proposed upload exceeds the maximum allowed size',
      ProposedSize: '5368709121',
      MaxSizeAllowed: '5368709120',
    });
  });

  it('takes ten tags and refuses eleven, doubles and characters that no tag has', async () => {
    const tags = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=v`).join('&');
    expect((await put('/limits/tags', { 'x-amz-tagging': tags(10) })).status).toBe(200);
    expect(errorOf(await put('/limits/tags', { 'x-amz-tagging': tags(11) }))).toEqual({
      status: 400,
      Code: 'BadRequest',
      Message: 'Object tags cannot be greater than 10',
    });
    for (const header of ['a=1&a=2', 'a=1&%61=2', 'a=1,b=2', '=1', 'a=%zz', 'a=%4']) {
      expect(errorOf(await put('/limits/tags', { 'x-amz-tagging': header }))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message:
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
        ArgumentName: 'x-amz-tagging',
        ArgumentValue: header,
      });
    }
    expect(errorOf(await put('/limits/tags', { 'x-amz-tagging': 'a=%FF' }))).toEqual({
      status: 400,
      Code: 'InvalidTag',
      Message: 'The TagValue you have provided is invalid',
      TagKey: 'a',
      TagValue: '\ufffd',
    });
    expect(errorOf(await put('/limits/tags', { 'x-amz-tagging': 'a=%3C' }))).toMatchObject({
      Code: 'InvalidTag',
      TagKey: 'a',
      TagValue: '<',
    });
  });

  it.each([
    [{ 'x-amz-storage-class': 'COLDER' }, { status: 400, Code: 'InvalidStorageClass' }],
    [{ 'x-amz-object-lock-legal-hold': 'ON' }, { status: 400, Code: 'InvalidRequest' }],
    [{ 'x-amz-website-redirect-location': 'ftp://a' }, { status: 400, Code: 'InvalidRedirectLocation' }],
    [{ 'if-none-match': '"etag"' }, { status: 501, Code: 'NotImplemented' }],
  ])('refuses %j', async (headers, error) => {
    expect(errorOf(await put('/limits/headers', headers as Record<string, string>))).toMatchObject(error);
    await gateway().send('HEAD', '/limits/headers').expect(404);
  });
});
