import type { Setting } from '../config/setting.js';

const OPTION = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s;

/**
 * Brings every spelling of a known flag into the one that the parser reads, `--flag=value`: aliases of several letters
 * (`-ap :7071`), long flags with one dash (`-port :7070`), switches without a value (`-q` is `--quiet=true`), and
 * values that begin with a dash. Arguments from `stop` (a command with flags of its own) or `--` on stay as they are.
 */
export function normalizeArguments(
  given: readonly string[],
  settings: readonly Setting[],
  stop?: string,
): string[] {
  const byName = new Map(settings.flatMap((setting) => namesOf(setting).map((name) => [name, setting])));
  const result: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index]!;
    if (argument === '--' || argument === stop) return [...result, ...given.slice(index)];
    const [, name = '', value] = OPTION.exec(argument) ?? [];
    const setting = byName.get(name);
    if (!setting) {
      result.push(argument);
    } else if (value !== undefined || setting.type.hint === '') {
      result.push(`--${setting.flag}=${value ?? 'true'}`);
    } else {
      index += 1;
      result.push(`--${setting.flag}${index < given.length ? `=${given[index]}` : ''}`);
    }
  }
  return result;
}

function namesOf({ flag, aliases = [] }: Setting): string[] {
  return [flag, ...aliases];
}
