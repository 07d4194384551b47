import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors/s3.error.js';
import type {
  LifecycleExpiration,
  LifecycleRule,
  NoncurrentVersionExpiration,
} from '../../lifecycle/lifecycle-configuration.js';
import { parseIsoDate } from '../request/iso-date.js';
import type { XmlElement } from '../xml/xml.element.js';
import { oneOf } from '../xml/xml.values.js';
import type { XmlContent } from '../xml/xml.writer.js';
import { checkPrefix, readFilter, writeFilter } from './bucket-lifecycle-filter.js';

const MAX_ID_LENGTH = 255;
const MAX_INTEGER = 2 ** 31 - 1;
const DAY = 24 * 60 * 60 * 1000;
const TRANSITIONS = ['Transition', 'NoncurrentVersionTransition'] as const;

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

const invalidArgument = (name: string, value: string | number, message: string): S3Error =>
  new S3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, { message });

/** A Rule. @throws S3Error MalformedXML, InvalidArgument, InvalidRequest, NotImplemented (transitions) */
export function readRule(rule: XmlElement): LifecycleRule {
  rule.allowOnly(
    'ID',
    'Status',
    'Prefix',
    'Filter',
    'Expiration',
    'NoncurrentVersionExpiration',
    'AbortIncompleteMultipartUpload',
    ...TRANSITIONS,
  );
  const isEnabled = oneOf(['Enabled', 'Disabled'], rule.requiredText('Status')) === 'Enabled';
  const id = readId(rule.optionalText('ID'));
  const scope = readScope(rule);
  refuseTransitions(rule);
  const result: LifecycleRule = {
    id,
    isEnabled,
    ...scope,
    expiration: readExpiration(rule.child('Expiration')),
    noncurrentVersionExpiration: readNoncurrent(rule.child('NoncurrentVersionExpiration')),
    abortIncompleteUploadDays: readAbort(rule.child('AbortIncompleteMultipartUpload')),
  };
  checkActions(result);
  return result;
}

/** A rule without id gets one, as in AWS. */
function readId(id: string | undefined): string {
  if (id === undefined || id === '') return Buffer.from(randomUUID()).toString('base64');
  if (id.length <= MAX_ID_LENGTH) return id;
  throw invalidArgument(
    'ID',
    id.slice(0, MAX_ID_LENGTH),
    `ID length should not exceed allowed limit of ${MAX_ID_LENGTH}`,
  );
}

function readScope(rule: XmlElement): Pick<LifecycleRule, 'filter' | 'isFirstVersion'> {
  const filter = rule.child('Filter');
  const prefix = rule.optionalText('Prefix');
  if ((filter === undefined) === (prefix === undefined)) throw new S3Error('MalformedXML');
  return filter
    ? { filter: readFilter(filter) }
    : { filter: { prefix: checkPrefix(prefix ?? '') }, isFirstVersion: true };
}

/** There is no other storage class to go to. */
function refuseTransitions(rule: XmlElement): void {
  const name = TRANSITIONS.find((action) => rule.children(action).length > 0);
  if (name === undefined) return;
  throw new S3Error(
    'NotImplemented',
    { Element: name },
    { message: `The lifecycle action ${name} is not implemented: STANDARD is the only storage class` },
  );
}

function readExpiration(expiration: XmlElement | undefined): LifecycleExpiration | undefined {
  if (!expiration) return undefined;
  expiration.allowOnly('Days', 'Date', 'ExpiredObjectDeleteMarker');
  if (expiration.children().length !== 1) throw new S3Error('MalformedXML');
  const date = expiration.optionalText('Date');
  return {
    days: expiration.child('Days') && positive(expiration, 'Days'),
    date: date === undefined ? undefined : midnight(date),
    expiredObjectDeleteMarker: expiration.optionalBoolean('ExpiredObjectDeleteMarker'),
  };
}

function midnight(text: string): string {
  const date = parseIsoDate(text);
  if (!date) throw new S3Error('MalformedXML');
  if (date.getTime() % DAY === 0) return date.toISOString();
  throw invalidArgument('Date', date.toISOString(), "'Date' must be at midnight GMT");
}

function readNoncurrent(action: XmlElement | undefined): NoncurrentVersionExpiration | undefined {
  if (!action) return undefined;
  action.allowOnly('NoncurrentDays', 'NewerNoncurrentVersions');
  return {
    noncurrentDays: positive(action, 'NoncurrentDays'),
    newerNoncurrentVersions:
      action.child('NewerNoncurrentVersions') && positive(action, 'NewerNoncurrentVersions'),
  };
}

const readAbort = (action: XmlElement | undefined): number | undefined =>
  action && positive(action.allowOnly('DaysAfterInitiation'), 'DaysAfterInitiation');

function positive(action: XmlElement, name: string): number {
  const value = action.requiredInteger(name);
  if (value > MAX_INTEGER) throw new S3Error('MalformedXML');
  if (value > 0) return value;
  throw invalidArgument(name, value, `'${name}' for ${action.name} action must be a positive integer`);
}

/** What AWS refuses to combine. */
function checkActions(rule: LifecycleRule): void {
  const { filter, expiration, noncurrentVersionExpiration, abortIncompleteUploadDays } = rule;
  const isAbort = abortIncompleteUploadDays !== undefined;
  if (!expiration && !noncurrentVersionExpiration && !isAbort)
    throw invalid('At least one action needs to be specified in a rule');
  if (rule.isFirstVersion && noncurrentVersionExpiration?.newerNoncurrentVersions !== undefined)
    throw invalid('NewerNoncurrentVersions element can only be used in Lifecycle V2.');
  const unfiltered = [
    expiration?.expiredObjectDeleteMarker !== undefined && 'ExpiredObjectDeleteMarker',
    isAbort && 'AbortIncompleteMultipartUpload',
  ].find((action) => action !== false);
  if (unfiltered === undefined) return;
  if (filter.tags) throw invalid(`${unfiltered} cannot be specified with Tags.`);
  if (filter.objectSizeGreaterThan !== undefined || filter.objectSizeLessThan !== undefined)
    throw invalid(`${unfiltered} cannot be specified with Object Size.`);
}

/** A Rule. */
export function writeRule(rule: LifecycleRule): XmlContent {
  const { expiration, noncurrentVersionExpiration, abortIncompleteUploadDays } = rule;
  return {
    ID: rule.id,
    ...(rule.isFirstVersion ? { Prefix: rule.filter.prefix } : { Filter: writeFilter(rule.filter) }),
    Status: rule.isEnabled ? 'Enabled' : 'Disabled',
    Expiration: expiration && {
      Date: expiration.date,
      Days: expiration.days,
      ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
    },
    NoncurrentVersionExpiration: noncurrentVersionExpiration && {
      NewerNoncurrentVersions: noncurrentVersionExpiration.newerNoncurrentVersions,
      NoncurrentDays: noncurrentVersionExpiration.noncurrentDays,
    },
    AbortIncompleteMultipartUpload:
      abortIncompleteUploadDays === undefined
        ? undefined
        : { DaysAfterInitiation: abortIncompleteUploadDays },
  };
}
