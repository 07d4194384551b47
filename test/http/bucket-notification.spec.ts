import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const ROOT = 'NotificationConfiguration';
const SQS = 'arn:aws:sqs:us-east-1:000000000000:queue';
const SNS = 'arn:aws:sns:us-east-1:000000000000:topic';
const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const PUT = '<Event>s3:ObjectCreated:Put</Event>';
const configuration = (inner: string): string => `<${ROOT}>${inner}</${ROOT}>`;
const queue = (inner: string, arn = SQS): string =>
  `<QueueConfiguration><Queue>${arn}</Queue>${inner}</QueueConfiguration>`;
const topic = (inner: string, arn = SNS): string =>
  `<TopicConfiguration><Topic>${arn}</Topic>${inner}</TopicConfiguration>`;
const filter = (...rules: [string, string][]): string =>
  `<Filter><S3Key>${rules.map(([name, value]) => `<FilterRule><Name>${name}</Name><Value>${value}</Value></FilterRule>`).join('')}</S3Key></Filter>`;

const OVERLAP = 'Configurations overlap. Configurations on the same bucket cannot share a common event type.';
const AMBIGUOUS =
  'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.';

describe.each(BACKENDS)('bucket notifications on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const put = (inner: string) =>
    gateway().send('PUT', '/photos?notification', { body: configuration(inner) });
  const get = async () => documentOf(await gateway().send('GET', '/photos?notification'), ROOT);

  afterEach(async () => {
    await put('').expect(200);
  });

  itRefusesWhatIsNoDocument(gateway, 'notification', ROOT);

  it('gives back every destination with its events and filters', async () => {
    const answer = await put(
      topic(
        `<Id>t</Id>${PUT}<Event>s3:ObjectRemoved:*</Event>${filter(['PREFIX', 'a/'], ['suffix', '.jpg'])}`,
      ) +
        queue(`<Id>q</Id><Event>s3:ObjectCreated:*</Event>${filter(['Prefix', 'b/'])}`) +
        `<CloudFunctionConfiguration><Id>f</Id><CloudFunction>${LAMBDA}</CloudFunction><Event>s3:ObjectAcl:Put</Event></CloudFunctionConfiguration>` +
        '<EventBridgeConfiguration/>',
    );
    expect(answer.status).toBe(200);
    expect(await get()).toEqual({
      TopicConfiguration: {
        Id: 't',
        Topic: SNS,
        Event: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'],
        Filter: {
          S3Key: {
            FilterRule: [
              { Name: 'Prefix', Value: 'a/' },
              { Name: 'Suffix', Value: '.jpg' },
            ],
          },
        },
      },
      QueueConfiguration: {
        Id: 'q',
        Queue: SQS,
        Event: 's3:ObjectCreated:*',
        Filter: { S3Key: { FilterRule: { Name: 'Prefix', Value: 'b/' } } },
      },
      CloudFunctionConfiguration: { Id: 'f', CloudFunction: LAMBDA, Event: 's3:ObjectAcl:Put' },
      EventBridgeConfiguration: '',
    });
  });

  it('is empty at first, and after an empty one', async () => {
    expect(await get()).toBe('');
    await put(queue(PUT)).expect(200);
    expect(await get()).not.toBe('');
    expect((await put('')).status).toBe(200);
    expect(await get()).toBe('');
  });

  it('gives a rule without one an id of its own', async () => {
    await put(queue(PUT)).expect(200);
    const { QueueConfiguration } = (await get()) as { QueueConfiguration: { Id: string } };
    expect(QueueConfiguration.Id).toMatch(/^[A-Za-z0-9+/]{48}$/);
  });

  it.each([
    ['no event', queue('')],
    ['no destination', `<QueueConfiguration>${PUT}</QueueConfiguration>`],
    [
      'the destination of another kind',
      `<QueueConfiguration><Topic>${SNS}</Topic>${PUT}</QueueConfiguration>`,
    ],
    ['a filter of something else', queue(`${PUT}<Filter><S3Size/></Filter>`)],
    [
      'a filter rule without value',
      queue(`${PUT}<Filter><S3Key><FilterRule><Name>prefix</Name></FilterRule></S3Key></Filter>`),
    ],
  ])('refuses %s', async (_what, inner) => {
    expect(errorOf(await put(inner))).toEqual(MALFORMED);
  });

  it.each([
    ['nonsense', 'The ARN could not be parsed'],
    ['', 'The ARN could not be parsed'],
    [SNS, 'The ARN is not well formed'],
    [`${SQS}.fifo`, 'The ARN is not well formed'],
    ['arn:aws:sqs:us-east-1:1:queue', 'The ARN is not well formed'],
  ])('refuses the queue %p', async (arn, Message) => {
    expect(errorOf(await put(queue(PUT, arn)))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message,
      ArgumentName: 'Queue',
      ArgumentValue: arn,
    });
  });

  it.each(['s3:ObjectCreated', 's3:*', 'ObjectCreated:Put', 's3:objectcreated:put', ''])(
    'refuses the event %p',
    async (event) => {
      expect(errorOf(await put(queue(`<Event>${event}</Event>`)))).toEqual({
        status: 400,
        Code: 'InvalidArgument',
        Message: 'The event is not supported for notifications',
        ArgumentName: 'Event',
        ArgumentValue: event,
      });
    },
  );

  it.each([
    ['filter rule name must be either prefix or suffix', filter(['infix', 'a'])],
    ['Cannot specify more than one prefix rule in a filter.', filter(['prefix', 'a'], ['Prefix', 'b'])],
    ['Cannot specify more than one suffix rule in a filter.', filter(['suffix', 'a'], ['suffix', 'b'])],
    ['filter value cannot be empty', filter(['prefix', ''])],
    [
      'Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation',
      filter(['prefix', 'ö'.repeat(513)]),
    ],
  ])('refuses a filter: %s', async (Message, inner) => {
    expect(errorOf(await put(queue(PUT + inner)))).toMatchObject({
      status: 400,
      Code: 'InvalidArgument',
      Message,
    });
  });

  it.each([
    ['one event twice', OVERLAP, queue(PUT + PUT)],
    ['an event and its family', OVERLAP, queue(`${PUT}<Event>s3:ObjectCreated:*</Event>`)],
    ['two rules for one event', OVERLAP, queue(PUT) + topic(PUT)],
    ['two rules, one of them for a family', OVERLAP, queue(PUT) + topic('<Event>s3:ObjectCreated:*</Event>')],
    ['a rule with a filter and one without', OVERLAP, queue(PUT) + topic(PUT + filter(['prefix', 'a']))],
    [
      'prefixes of each other',
      AMBIGUOUS,
      queue(PUT + filter(['prefix', 'a'])) + topic(PUT + filter(['prefix', 'a/b'])),
    ],
    [
      'a prefix and a suffix',
      AMBIGUOUS,
      queue(PUT + filter(['prefix', 'a'])) + topic(PUT + filter(['suffix', 'b'])),
    ],
    [
      'ids that are the same',
      'Same ID used for multiple configurations. IDs must be unique.',
      queue(`<Id>a</Id>${PUT}`) + topic('<Id>a</Id><Event>s3:ObjectAcl:Put</Event>'),
    ],
    ['a long id', 'ID length exceeded allowed limit of 255', queue(`<Id>${'x'.repeat(256)}</Id>${PUT}`)],
  ])('refuses %s', async (_what, Message, inner) => {
    expect(errorOf(await put(inner))).toEqual({ status: 400, Code: 'InvalidArgument', Message });
    expect(await get()).toBe('');
  });

  it.each([
    ['different events', queue(PUT) + topic('<Event>s3:ObjectCreated:Copy</Event>')],
    ['different prefixes', queue(PUT + filter(['prefix', 'a'])) + topic(PUT + filter(['prefix', 'b']))],
    [
      'the same prefix and different suffixes',
      queue(PUT + filter(['prefix', 'a'], ['suffix', '.jpg'])) +
        topic(PUT + filter(['prefix', 'a'], ['suffix', '.png'])),
    ],
  ])('takes two rules for %s', async (_what, inner) => {
    expect((await put(inner)).status).toBe(200);
  });

  it('takes a hundred rules and no more', async () => {
    const rules = (count: number): string =>
      Array.from({ length: count }, (_, index) => queue(PUT + filter(['prefix', `${index}/`]))).join('');
    expect((await put(rules(100))).status).toBe(200);
    expect(errorOf(await put(rules(101)))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'Too many configurations submitted. The maximum number of configurations is 100',
    });
  });
});
