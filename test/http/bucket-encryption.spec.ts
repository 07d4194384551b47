import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, completion, createUpload, uploadPart, useGateway } from '../support/http-subject.js';

const ROOT = 'ServerSideEncryptionConfiguration';
const HEADER = 'x-amz-server-side-encryption';
const encryption = (inner: string, more = ''): string =>
  `<${ROOT}><Rule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault>${more}</Rule></${ROOT}>`;
const BY_DEFAULT = {
  Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: 'false' },
};
const SSE_S3 = encryption('<SSEAlgorithm>AES256</SSEAlgorithm>');

describe.each(BACKENDS)('bucket encryption on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (body: string) => gateway().send('PUT', '/photos?encryption', { body });
  const get = () => gateway().send('GET', '/photos?encryption');

  beforeEach(async () => {
    await gateway().send('DELETE', '/photos?encryption').expect(204);
  });

  itRefusesWhatIsNoDocument(gateway, 'encryption', ROOT);

  it.each([
    ['', 'false'],
    ['<BucketKeyEnabled>true</BucketKeyEnabled>', 'true'],
  ])('declares SSE-S3 with the bucket key %p', async (more, BucketKeyEnabled) => {
    expect((await put(encryption('<SSEAlgorithm>AES256</SSEAlgorithm>', more))).status).toBe(200);
    expect(documentOf(await get(), ROOT)).toEqual({
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled },
    });
  });

  it('keeps what is blocked', async () => {
    const blocked = (type: string): string =>
      encryption(
        '<SSEAlgorithm>AES256</SSEAlgorithm>',
        `<BlockedEncryptionTypes><EncryptionType>${type}</EncryptionType></BlockedEncryptionTypes>`,
      );
    await put(blocked('SSE-C')).expect(200);
    expect(documentOf(await get(), ROOT)).toMatchObject({
      Rule: { BlockedEncryptionTypes: { EncryptionType: 'SSE-C' } },
    });
    expect(errorOf(await put(blocked('SSE-S3')))).toEqual(MALFORMED);
  });

  it('is SSE-S3 where nothing was declared, before and after', async () => {
    expect(documentOf(await get(), ROOT)).toEqual(BY_DEFAULT);
    await put(encryption('<SSEAlgorithm>AES256</SSEAlgorithm>', '<BucketKeyEnabled>true</BucketKeyEnabled>'));
    await gateway().send('DELETE', '/photos?encryption').expect(204);
    expect(documentOf(await get(), ROOT)).toEqual(BY_DEFAULT);
  });

  it.each(['aws:kms', 'aws:kms:dsse'])('does not promise %s', async (algorithm) => {
    expect(errorOf(await put(encryption(`<SSEAlgorithm>${algorithm}</SSEAlgorithm>`)))).toEqual({
      status: 501,
      Code: 'NotImplemented',
      Message: `Server-side encryption with ${algorithm} is not implemented`,
      SSEAlgorithm: algorithm,
    });
    expect(documentOf(await get(), ROOT)).toEqual(BY_DEFAULT);
  });

  it('refuses a key for SSE-S3', async () => {
    const body = encryption('<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>');
    expect(errorOf(await put(body))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message:
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      ArgumentName: 'ApplyServerSideEncryptionByDefault',
    });
  });

  it.each([
    encryption(''),
    encryption('<SSEAlgorithm>aes256</SSEAlgorithm>'),
    encryption('<SSEAlgorithm>AES256</SSEAlgorithm>', '<BucketKeyEnabled>maybe</BucketKeyEnabled>'),
    `<${ROOT}/>`,
    `<${ROOT}><Rule/></${ROOT}>`,
    SSE_S3.replace(`</${ROOT}>`, '<Rule/></ServerSideEncryptionConfiguration>'),
  ])('refuses %s', async (body) => {
    expect(errorOf(await put(body))).toEqual(MALFORMED);
  });

  it('is said of every object of the bucket, however it is written and read', async () => {
    await put(SSE_S3).expect(200);
    const send = async (method: string, path: string, headers = {}, body?: string): Promise<void> => {
      const answer = await gateway().send(method, path, { headers, body });
      expect([answer.status, answer.headers[HEADER]]).toEqual([200, 'AES256']);
    };
    await send('PUT', '/photos/a', {}, 'hello');
    await send('PUT', '/photos/b', { 'x-amz-copy-source': '/photos/a' });
    await send('GET', '/photos/b');
    await send('HEAD', '/photos/b');
    await send('POST', '/photos/c?uploads');
    const id = await createUpload(gateway(), '/photos/c');
    await send('PUT', `/photos/c?partNumber=1&uploadId=${id}`, {}, 'part');
    const etag = await uploadPart(gateway(), `/photos/c?partNumber=1&uploadId=${id}`, 'part');
    await send('POST', `/photos/c?uploadId=${id}`, {}, completion([{ number: 1, etag }]));
    const { body } = await gateway().send('GET', '/photos?uploads');
    const [, left = ''] = /<UploadId>([^<]+)</.exec(body.toString()) ?? [];
    await gateway().send('DELETE', `/photos/c?uploadId=${left}`).expect(204);
  });

  it('is not said where nobody spoke of it', async () => {
    await put(SSE_S3).expect(200);
    expect((await gateway().send('GET', '/photos?location')).headers[HEADER]).toBeUndefined();
    expect((await gateway().send('GET', '/photos/absent')).headers[HEADER]).toBeUndefined();
    await gateway().send('DELETE', '/photos?encryption').expect(204);
    const written = await gateway().send('PUT', '/photos/a', { body: 'hello' });
    expect(written.headers[HEADER]).toBeUndefined();
    expect((await gateway().send('GET', '/photos/a')).headers[HEADER]).toBeUndefined();
  });

  it('is said of a write that asks for it', async () => {
    const headers = { [HEADER]: 'AES256' };
    await gateway().send('PUT', '/photos/a', { body: 'x', headers }).expect(200).expect(HEADER, 'AES256');
    const refused = await gateway().send('PUT', '/photos/a', { body: 'x', headers: { [HEADER]: 'aws:kms' } });
    expect(errorOf(refused)).toMatchObject({ status: 501, Code: 'NotImplemented' });
    expect(refused.headers[HEADER]).toBeUndefined();
  });
});
