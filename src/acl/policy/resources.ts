import type { ConditionContext } from './condition-context.js';
import { malformedPolicy } from './malformed-policy.js';
import { compileTemplate, type TextMatcher } from './template.js';

const ARN = 'arn:aws:s3:::';

/** What a statement speaks of. */
export interface Resources {
  /** It can be the bucket. */
  readonly bucket: boolean;
  /** It can be objects in the bucket. */
  readonly objects: boolean;
  /** Patterns of what follows the name of the bucket: nothing, or `/` and a key. */
  readonly patterns: readonly TextMatcher[];
}

/** @throws S3Error MalformedPolicy for what is not of this bucket */
export function compileResources(arns: readonly string[], bucket: string, variables: boolean): Resources {
  const rests = arns.map((arn) => restOf(arn, bucket));
  return {
    bucket: rests.some((rest) => rest === '' || rest.startsWith('*')),
    objects: rests.some((rest) => rest !== ''),
    patterns: rests.map((rest) => compileRest(rest, variables)),
  };
}

/** `rest` is what follows the name of the bucket. */
export function isOneOf({ patterns }: Resources, rest: string, context: ConditionContext): boolean {
  for (const matches of patterns) if (matches(rest, context)) return true;
  return false;
}

function restOf(arn: string, bucket: string): string {
  const start = ARN + bucket;
  const rest = arn.slice(start.length);
  if (!arn.startsWith(start) || (rest !== '' && rest[0] !== '/' && rest[0] !== '*'))
    throw malformedPolicy('Policy has invalid resource', arn);
  return rest;
}

function compileRest(rest: string, variables: boolean): TextMatcher {
  try {
    return compileTemplate(rest, { variables, wildcards: true });
  } catch (cause) {
    throw Object.assign(malformedPolicy('Policy has invalid resource', rest), { cause });
  }
}
