import { malformedPolicy } from './malformed-policy.js';

/** The members of a JSON object. @throws S3Error MalformedPolicy */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedPolicy();
  return value as Readonly<Record<string, unknown>>;
}

/** A string or a list of at least one. @throws S3Error MalformedPolicy */
export function stringsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length === 0 || !list.every((each) => typeof each === 'string')) throw malformedPolicy();
  return list;
}

/** @throws S3Error MalformedPolicy for a member of another name */
export function checkMembers(members: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): void {
  for (const name of Object.keys(members))
    if (!known.has(name)) throw malformedPolicy(`Unknown field ${name.slice(0, 64)}`);
}
