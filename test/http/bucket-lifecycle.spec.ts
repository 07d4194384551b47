import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED, putDocument } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ROOT = 'LifecycleConfiguration';
const HEADER = 'x-amz-transition-default-minimum-object-size';
const configuration = (...rules: string[]): string =>
  `<${ROOT}>${rules.map((rule) => `<Rule>${rule}</Rule>`).join('')}</${ROOT}>`;
const DAYS = '<Expiration><Days>7</Days></Expiration>';
const ABORT =
  '<AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation></AbortIncompleteMultipartUpload>';
const MARKER = '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>';
const STATUS = '<Status>Enabled</Status>';
const tag = (key: string, value: string): string => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
const TAG = tag('k', 'v');
const GREATER = '<ObjectSizeGreaterThan>10</ObjectSizeGreaterThan>';
const filter = (inner: string): string => `<Filter>${inner}</Filter>`;
const and = (inner: string): string => filter(`<And>${inner}</And>`);
/** A rule about all objects. */
const all = (actions: string, id = ''): string => `${id}<Filter/>${STATUS}${actions}`;
const legacy = (prefix: string, actions = DAYS): string => `<Prefix>${prefix}</Prefix>${STATUS}${actions}`;

describe.each(BACKENDS)('bucket lifecycle on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (body: string, headers = {}) => putDocument(gateway(), '/photos?lifecycle', body, { headers });
  const get = () => gateway().send('GET', '/photos?lifecycle');
  const rules = async (): Promise<unknown> => documentOf(await get(), ROOT)['Rule'];

  beforeEach(async () => {
    await gateway().send('DELETE', '/photos?lifecycle').expect(204);
  });

  itRefusesWhatIsNoDocument(gateway, 'lifecycle', ROOT);

  it('gives back every action', async () => {
    const noncurrent =
      '<NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>';
    const answer = await put(
      configuration(
        `<ID>a</ID><Filter/><Status>Disabled</Status>${DAYS}${noncurrent}${ABORT}`,
        `<ID>b</ID><Filter/>${STATUS}<Expiration><Date>2035-01-01</Date></Expiration>`,
        `<ID>c</ID><Filter/>${STATUS}${MARKER}`,
      ),
    );
    expect(answer.status).toBe(200);
    expect(await rules()).toEqual([
      {
        ID: 'a',
        Filter: '',
        Status: 'Disabled',
        Expiration: { Days: '7' },
        NoncurrentVersionExpiration: { NoncurrentDays: '5', NewerNoncurrentVersions: '2' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: '3' },
      },
      { ID: 'b', Filter: '', Status: 'Enabled', Expiration: { Date: '2035-01-01T00:00:00.000Z' } },
      { ID: 'c', Filter: '', Status: 'Enabled', Expiration: { ExpiredObjectDeleteMarker: 'true' } },
    ]);
  });

  it.each([
    ['<Filter/>', { Filter: '' }],
    ['<Prefix>logs/</Prefix>', { Prefix: 'logs/' }],
    ['<Prefix/>', { Prefix: '' }],
    [filter('<Prefix>logs/</Prefix>'), { Filter: { Prefix: 'logs/' } }],
    [filter('<Prefix/>'), { Filter: { Prefix: '' } }],
    [filter(TAG), { Filter: { Tag: { Key: 'k', Value: 'v' } } }],
    [filter(GREATER), { Filter: { ObjectSizeGreaterThan: '10' } }],
    [filter('<ObjectSizeLessThan>1</ObjectSizeLessThan>'), { Filter: { ObjectSizeLessThan: '1' } }],
    [
      and(`<Prefix>a</Prefix>${TAG}<Tag><Key>l</Key><Value/></Tag>${GREATER}`),
      {
        Filter: {
          And: {
            Prefix: 'a',
            Tag: [
              { Key: 'k', Value: 'v' },
              { Key: 'l', Value: '' },
            ],
            ObjectSizeGreaterThan: '10',
          },
        },
      },
    ],
  ])('gives back the scope %s', async (scope, expected) => {
    expect((await put(configuration(`<ID>a</ID>${scope}${STATUS}${DAYS}`))).status).toBe(200);
    expect(await rules()).toEqual({
      ID: 'a',
      Status: 'Enabled',
      Expiration: { Days: '7' },
      ...expected,
    });
  });

  it('says that there is none, before and after', async () => {
    const none = {
      status: 404,
      Code: 'NoSuchLifecycleConfiguration',
      Message: 'The lifecycle configuration does not exist',
      BucketName: 'photos',
    };
    expect(errorOf(await get())).toEqual(none);
    await put(configuration(all(DAYS))).expect(200);
    await gateway().send('DELETE', '/photos?lifecycle').expect(204);
    expect(errorOf(await get())).toEqual(none);
  });

  it('gives every rule without one an id of its own', async () => {
    await put(configuration(all(DAYS), all(DAYS))).expect(200);
    const [one, two] = (await rules()) as { ID: string }[];
    expect(one?.ID).toMatch(/^[A-Za-z0-9+/]{48}$/);
    expect(two?.ID).toMatch(/^[A-Za-z0-9+/]{48}$/);
    expect(one?.ID).not.toBe(two?.ID);
  });

  it('takes a thousand rules and no more', async () => {
    const many = Array.from({ length: 1001 }, () => all(DAYS));
    expect((await put(configuration(...many.slice(1)))).status).toBe(200);
    expect(errorOf(await put(configuration(...many)))).toEqual(MALFORMED);
  });

  it('remembers the smallest size of transitions', async () => {
    const answer = await put(configuration(all(DAYS)));
    expect(answer.headers[HEADER]).toBe('all_storage_classes_128K');
    await put(configuration(all(DAYS)), { [HEADER]: 'varies_by_storage_class' }).expect(200);
    expect((await get()).headers[HEADER]).toBe('varies_by_storage_class');
    expect(errorOf(await put(configuration(all(DAYS)), { [HEADER]: 'value' }))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Invalid TransitionDefaultMinimumObjectSize found: value',
    });
  });

  it('asks for a digest', async () => {
    const body = configuration(all(DAYS));
    expect(errorOf(await gateway().send('PUT', '/photos?lifecycle', { body }))).toMatchObject({
      Code: 'InvalidRequest',
      Message: 'Missing required header for this request: Content-MD5',
    });
  });

  it.each([
    ['no rule', configuration()],
    ['no status', configuration(`<Filter/>${DAYS}`)],
    ['a wrong status', configuration(`<Filter/><Status>enabled</Status>${DAYS}`)],
    ['neither filter nor prefix', configuration(`${STATUS}${DAYS}`)],
    ['filter and prefix', configuration(`<Filter/><Prefix/>${STATUS}${DAYS}`)],
    ['two predicates', configuration(`${filter(`<Prefix/>${TAG}`)}${STATUS}${DAYS}`)],
    [
      'a predicate beside And',
      configuration(`${filter(`<And>${TAG}<Prefix/></And>${GREATER}`)}${STATUS}${DAYS}`),
    ],
    ['one predicate in And', configuration(`${and(TAG)}${STATUS}${DAYS}`)],
    ['an unknown predicate', configuration(`${filter('<Suffix>x</Suffix>')}${STATUS}${DAYS}`)],
    ['an empty expiration', configuration(all('<Expiration/>'))],
    ['two expirations', configuration(all('<Expiration><Days>1</Days><Date>2035-01-01</Date></Expiration>'))],
    [
      'a date in words',
      configuration(all('<Expiration><Date>Fri, 01 Jan 2016 00:00:00 GMT</Date></Expiration>')),
    ],
    ['a fraction of days', configuration(all('<Expiration><Days>1.5</Days></Expiration>'))],
    ['a day beyond 32 bits', configuration(all('<Expiration><Days>2147483648</Days></Expiration>'))],
    ['noncurrent versions without days', configuration(all('<NoncurrentVersionExpiration/>'))],
    ['an abort without days', configuration(all('<AbortIncompleteMultipartUpload/>'))],
    ['an action of its own', configuration(all('<Explosion/>'))],
  ])('refuses %s', async (_what, body) => {
    expect(errorOf(await put(body))).toEqual(MALFORMED);
  });

  const positive = (name: string, action: string): string =>
    `'${name}' for ${action} action must be a positive integer`;

  it.each([
    [all('<Expiration><Days>0</Days></Expiration>'), 'Days', '0', positive('Days', 'Expiration')],
    [all('<Expiration><Days>-1</Days></Expiration>'), 'Days', '-1', positive('Days', 'Expiration')],
    [
      all('<NoncurrentVersionExpiration><NoncurrentDays>0</NoncurrentDays></NoncurrentVersionExpiration>'),
      'NoncurrentDays',
      '0',
      positive('NoncurrentDays', 'NoncurrentVersionExpiration'),
    ],
    [
      all(ABORT.replace('3', '0')),
      'DaysAfterInitiation',
      '0',
      positive('DaysAfterInitiation', 'AbortIncompleteMultipartUpload'),
    ],
    [
      all('<Expiration><Date>2035-01-01T01:00:00Z</Date></Expiration>'),
      'Date',
      '2035-01-01T01:00:00.000Z',
      "'Date' must be at midnight GMT",
    ],
    [
      all(DAYS, `<ID>${'x'.repeat(256)}</ID>`),
      'ID',
      'x'.repeat(255),
      'ID length should not exceed allowed limit of 255',
    ],
  ])('refuses the rule %s', async (rule, ArgumentName, ArgumentValue, Message) => {
    expect(errorOf(await put(configuration(rule)))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message,
      ArgumentName,
      ArgumentValue,
    });
  });

  it('refuses two rules of one id', async () => {
    expect(errorOf(await put(configuration(all(DAYS, '<ID>a</ID>'), all(ABORT, '<ID>a</ID>'))))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'Rule ID must be unique. Found same ID for more than one rule',
      ArgumentName: 'ID',
      ArgumentValue: 'a',
    });
  });

  it.each([
    ['At least one action needs to be specified in a rule', [all('')]],
    ['Duplicate Tag Keys are not allowed.', [`${and(TAG + TAG)}${STATUS}${DAYS}`]],
    ["A Tag's Key must be a length between 1 and 128.", [`${filter(tag('', 'v'))}${STATUS}${DAYS}`]],
    [
      "A Tag's Key must be a length between 1 and 128.",
      [`${filter(tag('k'.repeat(129), 'v'))}${STATUS}${DAYS}`],
    ],
    [
      "A Tag's Value must be a length between 0 and 256.",
      [`${filter(tag('k', 'v'.repeat(257)))}${STATUS}${DAYS}`],
    ],
    ['The maximum size of a prefix is 1024', [legacy('x'.repeat(1025))]],
    [
      "'ObjectSizeLessThan' should be between 1 and 1099511627776000.",
      [`${filter('<ObjectSizeLessThan>0</ObjectSizeLessThan>')}${STATUS}${DAYS}`],
    ],
    [
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
      [`${and(`${GREATER}<ObjectSizeLessThan>10</ObjectSizeLessThan>`)}${STATUS}${DAYS}`],
    ],
    ['ExpiredObjectDeleteMarker cannot be specified with Tags.', [`${filter(TAG)}${STATUS}${MARKER}`]],
    [
      'ExpiredObjectDeleteMarker cannot be specified with Object Size.',
      [`${filter(GREATER)}${STATUS}${MARKER}`],
    ],
    ['AbortIncompleteMultipartUpload cannot be specified with Tags.', [`${filter(TAG)}${STATUS}${ABORT}`]],
    [
      'AbortIncompleteMultipartUpload cannot be specified with Object Size.',
      [`${filter(GREATER)}${STATUS}${ABORT}`],
    ],
    [
      'NewerNoncurrentVersions element can only be used in Lifecycle V2.',
      [
        legacy(
          'a',
          '<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>1</NewerNoncurrentVersions></NoncurrentVersionExpiration>',
        ),
      ],
    ],
    ['Filter element can only be used in Lifecycle V2.', [legacy('a'), all(DAYS)]],
    [
      'Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.',
      [all(DAYS), legacy('a')],
    ],
    [
      "Found overlapping prefixes 'a' and 'a/b' for same action type 'Expiration'",
      [legacy('a/b'), legacy('b'), legacy('a')],
    ],
  ])('refuses with: %s', async (Message, list) => {
    expect(errorOf(await put(configuration(...list)))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message,
    });
    expect((await get()).status).toBe(404);
  });

  it('takes more tags than an object can bear, with characters that no tag has', async () => {
    const tags = Array.from({ length: 51 }, (_, at) => tag(`k;${at}`, 'v&lt;'));
    expect((await put(configuration(`${and(tags.join(''))}${STATUS}${DAYS}`))).status).toBe(200);
  });

  it('takes prefixes that overlap for different actions, and in filters', async () => {
    expect((await put(configuration(legacy('a'), legacy('a/b', ABORT)))).status).toBe(200);
    const scoped = (prefix: string): string => `${filter(`<Prefix>${prefix}</Prefix>`)}${STATUS}${DAYS}`;
    expect((await put(configuration(scoped('a'), scoped('a/b')))).status).toBe(200);
  });

  it.each(['Transition', 'NoncurrentVersionTransition'])('does not promise a %s', async (action) => {
    const body = configuration(all(`<${action}><StorageClass>GLACIER</StorageClass></${action}>${DAYS}`));
    expect(errorOf(await put(body))).toEqual({
      status: 501,
      Code: 'NotImplemented',
      Message: `The lifecycle action ${action} is not implemented: STANDARD is the only storage class`,
      Element: action,
    });
  });
});
