import { ADMIN_OPERATION_NAMES, OPERATION_NAMES } from '../common/operation-name.js';
import { duration, type SettingType } from './setting-types.js';

/** The duration of what is not named. */
export const GENERAL = '*';

/** A name that is none would hold for nothing. */
const KNOWN: ReadonlySet<string> = new Set([GENERAL, ...OPERATION_NAMES, ...ADMIN_OPERATION_NAMES]);

function parseNamedDuration(part: string): [string, number] | undefined {
  const [, name = GENERAL, span = ''] = /^(?:([A-Z][A-Za-z0-9]*)\s*=\s*)?(\w+)$/.exec(part.trim()) ?? [];
  const value = duration(1000).parse(span);
  return value === undefined || !KNOWN.has(name) ? undefined : [name, value];
}

/** Milliseconds by the name of an operation, `GENERAL` for all others; empty for `off`. */
export const durationsByOperation: SettingType<Readonly<Record<string, number>>> = {
  hint: 'duration,Operation=duration|off',
  expected: 'a duration such as 1000ms, with others for single operations (1s,GetObject=5s), or off',
  repeatable: true,
  parse: (value) => {
    if (value.trim() === 'off') return {};
    const pairs = value.split(',').map(parseNamedDuration);
    const known = pairs.filter((pair) => pair !== undefined);
    return known.length === pairs.length ? Object.fromEntries(known) : undefined;
  },
  format: (durations) =>
    Object.entries(durations)
      .map(([name, value]) => `${name === GENERAL ? '' : `${name}=`}${duration(1000).format(value)}`)
      .join(',') || 'off',
};
