import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';
import { readNotificationArn, type NotificationService } from './bucket-notification-arn.js';
import { checkEvents } from './bucket-notification-events.js';
import { readNotificationFilter, type NotificationFilter } from './bucket-notification-filter.js';
import { checkNotificationOverlap } from './bucket-notification-overlap.js';

/** Which events of which objects go where. */
export interface NotificationRule extends NotificationFilter {
  readonly id: string;
  readonly service: NotificationService;
  /** `arn:aws:sqs:region:account:name`. */
  readonly arn: string;
  /** `s3:ObjectCreated:Put`; `s3:ObjectCreated:*` for all of a family. */
  readonly events: readonly string[];
}

/** `notification`, kept as JSON; a bucket that tells nobody has no such document. */
export interface NotificationConfiguration {
  readonly rules: readonly NotificationRule[];
  /** Every event goes to the event bus. */
  readonly eventBridge: boolean;
}

const MAX_RULES = 100;
const MAX_ID_LENGTH = 255;

/** Elements of the document by what they send to. Source: S3 API Reference, NotificationConfiguration. */
const ELEMENTS = [
  { service: 'sns', element: 'TopicConfiguration', destination: 'Topic' },
  { service: 'sqs', element: 'QueueConfiguration', destination: 'Queue' },
  { service: 'lambda', element: 'CloudFunctionConfiguration', destination: 'CloudFunction' },
] as const;

type ElementNames = (typeof ELEMENTS)[number];

const invalid = (message: string): S3Error => new S3Error('InvalidArgument', {}, { message });

/** A NotificationConfiguration; `undefined` when it is empty. @throws S3Error MalformedXML, InvalidArgument, InvalidRequest */
export function readNotification(document: XmlElement): NotificationConfiguration | undefined {
  document.allowOnly(...ELEMENTS.map(({ element }) => element), 'EventBridgeConfiguration');
  const eventBridge = document.child('EventBridgeConfiguration') !== undefined;
  const elements = ELEMENTS.flatMap((names) =>
    document.children(names.element).map((element) => ({ element, names })),
  );
  if (elements.length > MAX_RULES) {
    throw new S3Error(
      'InvalidRequest',
      {},
      {
        message: `Too many configurations submitted. The maximum number of configurations is ${MAX_RULES}`,
      },
    );
  }
  const rules = elements.map(({ element, names }) => readRule(element, names));
  if (new Set(rules.map(({ id }) => id)).size < rules.length)
    throw invalid('Same ID used for multiple configurations. IDs must be unique.');
  checkNotificationOverlap(rules);
  return rules.length > 0 || eventBridge ? { rules, eventBridge } : undefined;
}

function readRule(rule: XmlElement, { service, destination }: ElementNames): NotificationRule {
  rule.allowOnly('Id', 'Event', 'Filter', destination);
  const events = rule.children('Event').map(({ text }) => text);
  if (events.length === 0) throw new S3Error('MalformedXML');
  return {
    id: readId(rule.optionalText('Id')),
    service,
    arn: readNotificationArn(service, destination, rule.requiredText(destination)),
    events: checkEvents(events),
    ...readNotificationFilter(rule.child('Filter')),
  };
}

/** A rule without id gets one, as in AWS. */
function readId(id: string | undefined): string {
  if (id === undefined || id === '') return Buffer.from(randomUUID()).toString('base64');
  if (id.length > MAX_ID_LENGTH) throw invalid(`ID length exceeded allowed limit of ${MAX_ID_LENGTH}`);
  return id;
}

/** A NotificationConfiguration; empty without one. */
export function writeNotification(configuration: NotificationConfiguration | undefined): XmlContent {
  if (!configuration) return {};
  const content = ELEMENTS.map(({ service, element, destination }) => {
    const rules = configuration.rules.filter((rule) => rule.service === service);
    return [element, rules.map((rule) => writeRule(rule, destination))] as const;
  });
  return {
    ...Object.fromEntries(content),
    EventBridgeConfiguration: configuration.eventBridge ? {} : undefined,
  };
}

function writeRule({ id, arn, events, prefix, suffix }: NotificationRule, destination: string): XmlContent {
  const filters = [
    { Name: 'Prefix', Value: prefix },
    { Name: 'Suffix', Value: suffix },
  ].filter(({ Value }) => Value !== undefined);
  return {
    Id: id,
    [destination]: arn,
    Event: events,
    Filter: filters.length === 0 ? undefined : { S3Key: { FilterRule: filters } },
  };
}
