import type { ObjectLockConfiguration } from '../../backend/model/bucket-settings.js';
import { S3Error } from '../../errors/s3.error.js';
import { isRetentionMode } from '../request/object-lock-headers.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

type DefaultRetention = NonNullable<ObjectLockConfiguration['defaultRetention']>;

/** The longest default retention. Source: S3 User Guide, "Configuring S3 Object Lock". */
const MAX_PERIOD = { Days: 36_500, Years: 100 };

/**
 * Source: S3 API Reference, PutObjectLockConfiguration.
 * @throws S3Error MalformedXML, InvalidArgument
 */
export function readObjectLockConfiguration(document: XmlElement): ObjectLockConfiguration {
  if (document.requiredText('ObjectLockEnabled') !== 'Enabled') throw new S3Error('MalformedXML');
  const rule = document.child('Rule');
  return rule ? { defaultRetention: readDefaultRetention(rule.requiredChild('DefaultRetention')) } : {};
}

function readDefaultRetention(element: XmlElement): DefaultRetention {
  const mode = element.requiredText('Mode');
  const days = element.optionalInteger('Days');
  const years = element.optionalInteger('Years');
  if (!isRetentionMode(mode)) throw new S3Error('MalformedXML');
  if (days !== undefined && years === undefined) return { mode, days: checkPeriod('Days', days) };
  if (years !== undefined && days === undefined) return { mode, years: checkPeriod('Years', years) };
  throw new S3Error('MalformedXML');
}

function checkPeriod(unit: keyof typeof MAX_PERIOD, period: number): number {
  if (period > 0 && period <= MAX_PERIOD[unit]) return period;
  const message =
    period > 0
      ? 'Default retention period too large.'
      : 'Default retention period must be a positive integer value.';
  throw new S3Error('InvalidArgument', { ArgumentName: unit }, { message });
}

export function writeObjectLockConfiguration({ defaultRetention }: ObjectLockConfiguration): XmlContent {
  return {
    ObjectLockEnabled: 'Enabled',
    Rule: defaultRetention && {
      DefaultRetention: {
        Mode: defaultRetention.mode,
        Days: defaultRetention.days,
        Years: defaultRetention.years,
      },
    },
  };
}
