import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED, putDocument } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ROOT = 'CORSConfiguration';
const rule = (inner: string): string =>
  `<CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>${inner}</CORSRule>`;
const cors = (...rules: string[]): string => `<${ROOT}>${rules.join('')}</${ROOT}>`;

describe.each(BACKENDS)('bucket CORS on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (body: string) => putDocument(gateway(), '/photos?cors', body);
  const get = () => gateway().send('GET', '/photos?cors');

  beforeEach(async () => {
    await gateway().send('DELETE', '/photos?cors').expect(204);
  });

  itRefusesWhatIsNoDocument(gateway, 'cors', ROOT);

  it('gives back every element', async () => {
    const full = `<CORSRule><ID>one</ID><AllowedOrigin>http://*.example</AllowedOrigin><AllowedOrigin>*</AllowedOrigin>
      <AllowedMethod>PUT</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader>
      <AllowedHeader>Range</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule>`;
    expect((await put(cors(full, rule('')))).status).toBe(200);
    expect(documentOf(await get(), ROOT)).toEqual({
      CORSRule: [
        {
          ID: 'one',
          AllowedOrigin: ['http://*.example', '*'],
          AllowedMethod: ['PUT', 'HEAD'],
          AllowedHeader: ['x-amz-*', 'Range'],
          ExposeHeader: 'ETag',
          MaxAgeSeconds: '3000',
        },
        { AllowedOrigin: 'https://a.example', AllowedMethod: 'GET' },
      ],
    });
  });

  it('says that there is none, before and after', async () => {
    const none = {
      status: 404,
      Code: 'NoSuchCORSConfiguration',
      Message: 'The CORS configuration does not exist',
      BucketName: 'photos',
    };
    expect(errorOf(await get())).toEqual(none);
    await put(cors(rule(''))).expect(200);
    await gateway().send('DELETE', '/photos?cors').expect(204);
    expect(errorOf(await get())).toEqual(none);
  });

  it('takes any allowed header with one wildcard at most', async () => {
    expect((await put(cors(rule('<AllowedHeader>a b</AllowedHeader>')))).status).toBe(200);
  });

  it('takes a hundred rules and no more', async () => {
    expect((await put(cors(...Array<string>(100).fill(rule(''))))).status).toBe(200);
    expect(errorOf(await put(cors(...Array<string>(101).fill(rule('')))))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'The number of CORS rules should not exceed allowed limit of 100 rules.',
    });
  });

  it.each([
    cors(),
    cors('<CORSRule/>'),
    cors('<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>'),
    cors('<CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule>'),
    cors(rule('<MaxAgeSeconds>soon</MaxAgeSeconds>')),
    cors(rule('<MaxAgeSeconds>-1</MaxAgeSeconds>')),
    cors(rule(`<ID>${'x'.repeat(256)}</ID>`)),
    cors(rule('<AllowedHeaders>x</AllowedHeaders>')),
  ])('refuses %s', async (body) => {
    expect(errorOf(await put(body))).toEqual(MALFORMED);
  });

  it.each([
    [
      '<AllowedMethod>PATCH</AllowedMethod>',
      'Found unsupported HTTP method in CORS config. Unsupported method is PATCH',
    ],
    [
      '<AllowedMethod>get</AllowedMethod>',
      'Found unsupported HTTP method in CORS config. Unsupported method is get',
    ],
    [
      '<AllowedOrigin>http://*.*</AllowedOrigin>',
      'AllowedOrigin "http://*.*" can not have more than one wildcard.',
    ],
    ['<AllowedHeader>*-*</AllowedHeader>', 'AllowedHeader "*-*" can not have more than one wildcard.'],
    [
      '<ExposeHeader>*</ExposeHeader>',
      'ExposeHeader "*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
    ],
    ['<ExposeHeader>a&#10;b</ExposeHeader>', 'AllowedHeader "a\nb" contains invalid character.'],
  ])('refuses %s', async (inner, Message) => {
    expect(errorOf(await put(cors(rule(inner))))).toEqual({ status: 400, Code: 'InvalidRequest', Message });
    expect((await get()).status).toBe(404);
  });

  it('refuses 64 KiB and a byte, and a document without digest', async () => {
    const body = cors(rule('')).padEnd(64 * 1024 + 1);
    expect(errorOf(await put(body))).toEqual({
      status: 400,
      Code: 'MaxMessageLengthExceeded',
      Message: 'Your request was too big.',
      MaxMessageLengthBytes: '65536',
    });
    expect((await put(body.slice(0, -1))).status).toBe(200);
    expect(errorOf(await gateway().send('PUT', '/photos?cors', { body: cors(rule('')) }))).toMatchObject({
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5',
    });
  });
});
