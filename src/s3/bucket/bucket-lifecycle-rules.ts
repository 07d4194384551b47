import { S3Error } from '../../errors/s3.error.js';
import type { LifecycleRule } from '../../lifecycle/lifecycle-configuration.js';
import type { XmlElement } from '../xml/xml.element.js';
import { readRule } from './bucket-lifecycle-rule.js';

/** Source: S3 API Reference, PutBucketLifecycleConfiguration. */
const MAX_RULES = 1000;

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

/** The rules of a LifecycleConfiguration. @throws S3Error MalformedXML, InvalidArgument, InvalidRequest, NotImplemented */
export function readRules(document: XmlElement): LifecycleRule[] {
  const elements = document.allowOnly('Rule').children('Rule');
  if (elements.length === 0 || elements.length > MAX_RULES) throw new S3Error('MalformedXML');
  const rules = elements.map(readRule);
  checkIds(rules);
  checkVersions(rules);
  return rules;
}

function checkIds(rules: readonly LifecycleRule[]): void {
  const ids = new Set<string>();
  for (const { id } of rules) {
    if (ids.has(id)) {
      throw new S3Error(
        'InvalidArgument',
        { ArgumentName: 'ID', ArgumentValue: id },
        { message: 'Rule ID must be unique. Found same ID for more than one rule' },
      );
    }
    ids.add(id);
  }
}

/** Rules of the first version of the API are not mixed with others, and S3 does not decide between two of them. */
function checkVersions(rules: readonly LifecycleRule[]): void {
  const isFirst = rules[0]?.isFirstVersion ?? false;
  if (rules.some((rule) => (rule.isFirstVersion ?? false) !== isFirst)) {
    throw invalid(
      isFirst
        ? 'Filter element can only be used in Lifecycle V2.'
        : 'Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.',
    );
  }
  if (!isFirst) return;
  checkOverlap(rules, 'Expiration', (rule) => rule.expiration);
  checkOverlap(rules, 'NoncurrentVersionExpiration', (rule) => rule.noncurrentVersionExpiration);
  checkOverlap(rules, 'AbortIncompleteMultipartUpload', (rule) => rule.abortIncompleteUploadDays);
}

function checkOverlap(
  rules: readonly LifecycleRule[],
  action: string,
  actionOf: (rule: LifecycleRule) => unknown,
): void {
  const prefixes = rules
    .filter((rule) => actionOf(rule) !== undefined)
    .map(({ filter }) => filter.prefix ?? '')
    .toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  for (const [index, longer] of prefixes.slice(1).entries()) {
    // In this order whatever begins with a prefix stands behind it.
    const shorter = prefixes[index] ?? '';
    if (longer.startsWith(shorter)) {
      throw invalid(
        `Found overlapping prefixes '${shorter}' and '${longer}' for same action type '${action}'`,
      );
    }
  }
}
