import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ROOT = 'WebsiteConfiguration';
const INDEX = '<IndexDocument><Suffix>index.html</Suffix></IndexDocument>';
const HOST = '<HostName>example.com</HostName>';
const website = (inner: string): string => `<${ROOT}>${inner}</${ROOT}>`;
const rule = (redirect: string, condition = ''): string =>
  `<RoutingRule>${condition}<Redirect>${redirect}</Redirect></RoutingRule>`;
const rules = (...list: string[]): string => `${INDEX}<RoutingRules>${list.join('')}</RoutingRules>`;
const condition = (inner: string): string => `<Condition>${inner}</Condition>`;
const ARGUMENT = 'InvalidArgument';
const PROTOCOL =
  'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.';

describe.each(BACKENDS)('bucket website on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (inner: string) => gateway().send('PUT', '/photos?website', { body: website(inner) });
  const get = () => gateway().send('GET', '/photos?website');

  beforeEach(async () => {
    await gateway().send('DELETE', '/photos?website').expect(204);
  });

  itRefusesWhatIsNoDocument(gateway, 'website', ROOT);

  it('gives back a website with every element', async () => {
    const answer = await put(
      `${rules(
        rule(
          '<HostName>h</HostName><Protocol>https</Protocol><HttpRedirectCode>302</HttpRedirectCode><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith>',
          condition('<KeyPrefixEquals>old/</KeyPrefixEquals>'),
        ),
        rule(
          '<ReplaceKeyWith/>',
          condition('<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>'),
        ),
      )}<ErrorDocument><Key>error.html</Key></ErrorDocument>`,
    );
    expect(answer.status).toBe(200);
    expect(documentOf(await get(), ROOT)).toEqual({
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
      RoutingRules: {
        RoutingRule: [
          {
            Condition: { KeyPrefixEquals: 'old/' },
            Redirect: {
              HostName: 'h',
              Protocol: 'https',
              HttpRedirectCode: '302',
              ReplaceKeyPrefixWith: 'new/',
            },
          },
          { Condition: { HttpErrorCodeReturnedEquals: '404' }, Redirect: { ReplaceKeyWith: '' } },
        ],
      },
    });
  });

  it.each([
    [`${HOST}<Protocol>https</Protocol>`, { HostName: 'example.com', Protocol: 'https' }],
    [HOST, { HostName: 'example.com' }],
  ])('gives back a redirection: %s', async (inner, RedirectAllRequestsTo) => {
    await put(`<RedirectAllRequestsTo>${inner}</RedirectAllRequestsTo>`).expect(200);
    expect(documentOf(await get(), ROOT)).toEqual({ RedirectAllRequestsTo });
  });

  it('says that there is none, before and after', async () => {
    const none = {
      status: 404,
      Code: 'NoSuchWebsiteConfiguration',
      Message: 'The specified bucket does not have a website configuration',
      BucketName: 'photos',
    };
    expect(errorOf(await get())).toEqual(none);
    await put(INDEX).expect(200);
    await gateway().send('DELETE', '/photos?website').expect(204);
    expect(errorOf(await get())).toEqual(none);
  });

  it.each([
    ['<RedirectAllRequestsTo/>'],
    ['<IndexDocument/>'],
    [`${INDEX}<ErrorDocument/>`],
    [`${INDEX}<RoutingRules/>`],
    [rules('<RoutingRule/>')],
    [rules(rule(''))],
    [rules(rule('<HttpRedirectCode>moved</HttpRedirectCode>'))],
    [rules(rule(HOST, condition('<HttpErrorCodeReturnedEquals>x</HttpErrorCodeReturnedEquals>')))],
    [rules(rule('<Path>x</Path>'))],
    [rules(rule('<HostName>a&#10;b</HostName>'))],
    ['<RedirectAllRequestsTo><HostName>a b</HostName></RedirectAllRequestsTo>'],
  ])('refuses %s', async (inner) => {
    expect(errorOf(await put(inner))).toEqual(MALFORMED);
  });

  it.each([
    [
      '<ErrorDocument><Key>e</Key></ErrorDocument>',
      'IndexDocument',
      'null',
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
    ],
    [
      '<IndexDocument><Suffix>a/b</Suffix></IndexDocument>',
      'IndexDocument',
      'a/b',
      'The IndexDocument Suffix is not well formed',
    ],
    [
      '<IndexDocument><Suffix/></IndexDocument>',
      'IndexDocument',
      '',
      'The IndexDocument Suffix is not well formed',
    ],
    [
      `${INDEX}<ErrorDocument><Key/></ErrorDocument>`,
      'ErrorDocument',
      '',
      'The ErrorDocument Key is not well formed',
    ],
    [
      `<RedirectAllRequestsTo>${HOST}</RedirectAllRequestsTo>${INDEX}`,
      'RedirectAllRequestsTo',
      'not null',
      'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
    ],
  ])('refuses the arguments of %s', async (inner, ArgumentName, ArgumentValue, Message) => {
    expect(errorOf(await put(inner))).toEqual({
      status: 400,
      Code: ARGUMENT,
      Message,
      ArgumentName,
      ArgumentValue,
    });
  });

  it.each([
    [`<RedirectAllRequestsTo>${HOST}<Protocol>ftp</Protocol></RedirectAllRequestsTo>`, PROTOCOL],
    [
      '<RedirectAllRequestsTo><HostName/></RedirectAllRequestsTo>',
      'A host name must be provided to redirect all requests (e.g. "example.com").',
    ],
    [rules(rule('<Protocol>HTTP</Protocol>')), PROTOCOL],
    [
      rules(rule('<ReplaceKeyWith>a</ReplaceKeyWith><ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith>')),
      'You can only define ReplaceKeyPrefix or ReplaceKey but not both.',
    ],
    [
      rules(rule(HOST, condition(''))),
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    ],
    [
      rules(rule('<HttpRedirectCode>300</HttpRedirectCode>')),
      'The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.',
    ],
    [
      rules(rule(HOST, condition('<HttpErrorCodeReturnedEquals>302</HttpErrorCodeReturnedEquals>'))),
      'The provided HTTP error code (302) is not valid. Valid codes are 4XX or 5XX.',
    ],
    [
      rules(rule('<HostName/>')),
      'The HostName cannot be blank. To redirect within the same domain, the element should not be present.',
    ],
    [
      rules(...Array<string>(51).fill(rule(HOST))),
      '51 routing rules provided, the number of routing rules in a website configuration is limited to 50.',
    ],
  ])('refuses the request for %s', async (inner, Message) => {
    expect(errorOf(await put(inner))).toEqual({ status: 400, Code: 'InvalidRequest', Message });
    expect((await get()).status).toBe(404);
  });

  it('takes fifty rules, and 128 KiB', async () => {
    expect((await put(rules(...Array<string>(50).fill(rule(HOST))))).status).toBe(200);
    const body = website(INDEX).padEnd(128 * 1024);
    expect((await gateway().send('PUT', '/photos?website', { body })).status).toBe(200);
    expect(errorOf(await gateway().send('PUT', '/photos?website', { body: `${body} ` }))).toEqual({
      status: 400,
      Code: 'MaxMessageLengthExceeded',
      Message: 'Your request was too big.',
      MaxMessageLengthBytes: '131072',
    });
  });
});
