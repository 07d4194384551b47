import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';

/** Keys that a rule is about; both must fit. */
export interface NotificationFilter {
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Bytes of a value. */
const MAX_VALUE = 1024;

const invalid = (message: string, value: string): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: 'FilterRule.Name', ArgumentValue: value.slice(0, 256) },
    { message },
  );

/** A Filter with rules in its S3Key: one prefix and one suffix at most. @throws S3Error MalformedXML, InvalidArgument */
export function readNotificationFilter(filter: XmlElement | undefined): NotificationFilter {
  const rules = filter?.allowOnly('S3Key').child('S3Key')?.allowOnly('FilterRule').children() ?? [];
  const found: { prefix?: string; suffix?: string } = {};
  for (const rule of rules) {
    rule.allowOnly('Name', 'Value');
    const text = rule.requiredText('Name');
    const name = text.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix')
      throw invalid('filter rule name must be either prefix or suffix', text);
    if (found[name] !== undefined)
      throw invalid(`Cannot specify more than one ${name} rule in a filter.`, text);
    found[name] = readValue(rule.requiredText('Value'));
  }
  return found;
}

function readValue(value: string): string {
  if (value === '')
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: 'FilterRule.Value', ArgumentValue: '' },
      {
        message: 'filter value cannot be empty',
      },
    );
  if (Buffer.byteLength(value) <= MAX_VALUE) return value;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'FilterRule.Value', ArgumentValue: value.slice(0, 256) },
    { message: `Size of filter rule value cannot exceed ${MAX_VALUE} bytes in UTF-8 representation` },
  );
}
