import { S3Error } from '../../errors/s3.error.js';
import { COMMON_EVENT, shareEvent } from './bucket-notification-events.js';
import type { NotificationFilter } from './bucket-notification-filter.js';

interface Rule extends NotificationFilter {
  readonly events: readonly string[];
}

/**
 * No event of one object may belong to two rules.
 * Source: S3 User Guide, "Configuring event notifications using object key name filtering". @throws S3Error InvalidArgument
 */
export function checkNotificationOverlap(rules: readonly Rule[]): void {
  for (const [index, rule] of rules.entries())
    for (const earlier of rules.slice(0, index)) if (overlap(earlier, rule)) throw refusal(earlier, rule);
}

function overlap(one: Rule, other: Rule): boolean {
  const { prefix = '', suffix = '' } = one;
  const { prefix: otherPrefix = '', suffix: otherSuffix = '' } = other;
  return (
    (prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix)) &&
    (suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix)) &&
    one.events.some((event) => other.events.some((otherEvent) => shareEvent(event, otherEvent)))
  );
}

const hasFilter = ({ prefix, suffix }: Rule): boolean => prefix !== undefined || suffix !== undefined;

const refusal = (one: Rule, other: Rule): S3Error =>
  new S3Error(
    'InvalidArgument',
    {},
    {
      message:
        hasFilter(one) && hasFilter(other)
          ? 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.'
          : COMMON_EVENT,
    },
  );
