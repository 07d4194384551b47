import { S3Error } from '../../errors/s3.error.js';

export type NotificationService = 'lambda' | 'sns' | 'sqs';

const MAX_ARN_LENGTH = 2048;

/** `arn:partition:service:region:account:resource`. */
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;

const DESTINATIONS: Readonly<Record<NotificationService, RegExp>> = {
  lambda: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]+)?$/,
  sns: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  sqs: /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
};

/**
 * A destination whose name is right; whether somebody listens there is not asked.
 * @throws S3Error InvalidArgument
 */
export function readNotificationArn(service: NotificationService, element: string, arn: string): string {
  const details = { ArgumentName: element, ArgumentValue: arn.slice(0, 256) };
  if (arn.length > MAX_ARN_LENGTH || !ARN.test(arn))
    throw new S3Error('InvalidArgument', details, { message: 'The ARN could not be parsed' });
  if (DESTINATIONS[service].test(arn)) return arn;
  throw new S3Error('InvalidArgument', details, { message: 'The ARN is not well formed' });
}
