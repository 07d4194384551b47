import { S3Error } from '../../errors/s3.error.js';

/** Source: S3 User Guide, "Supported event types for SQS, SNS, and Lambda". */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  's3:ObjectCreated': ['Put', 'Post', 'Copy', 'CompleteMultipartUpload'],
  's3:ObjectRemoved': ['Delete', 'DeleteMarkerCreated'],
  's3:ObjectRestore': ['Post', 'Completed', 'Delete'],
  's3:ObjectTagging': ['Put', 'Delete'],
  's3:LifecycleExpiration': ['Delete', 'DeleteMarkerCreated'],
  's3:Replication': [
    'OperationFailedReplication',
    'OperationNotTracked',
    'OperationMissedThreshold',
    'OperationReplicatedAfterThreshold',
  ],
};

const EVENTS: ReadonlySet<string> = new Set([
  ...Object.entries(FAMILIES).flatMap(([family, members]) =>
    ['*', ...members].map((name) => `${family}:${name}`),
  ),
  's3:IntelligentTiering',
  's3:LifecycleTransition',
  's3:ObjectAcl:Put',
  's3:ReducedRedundancyLostObject',
]);

export const COMMON_EVENT =
  'Configurations overlap. Configurations on the same bucket cannot share a common event type.';

/** Whether one event is covered by both names, of which each may end in `*`. */
export const shareEvent = (one: string, other: string): boolean => covers(one, other) || covers(other, one);

const covers = (name: string, event: string): boolean =>
  name === event || (name.endsWith(':*') && event.startsWith(name.slice(0, -1)));

/** The events of one rule. @throws S3Error InvalidArgument for unknown names and for one event that is named twice */
export function checkEvents(events: readonly string[]): readonly string[] {
  for (const [index, event] of events.entries()) {
    if (!EVENTS.has(event)) {
      throw new S3Error(
        'InvalidArgument',
        { ArgumentName: 'Event', ArgumentValue: event.slice(0, 256) },
        { message: 'The event is not supported for notifications' },
      );
    }
    // Names are few once they are known and none stands there twice: this ends soon.
    if (events.slice(0, index).some((earlier) => shareEvent(earlier, event)))
      throw new S3Error('InvalidArgument', {}, { message: COMMON_EVENT });
  }
  return events;
}
