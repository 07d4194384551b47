/** What must be known of a flag to read it. */
export interface KnownFlag {
  readonly flag: string;
  readonly aliases?: readonly string[];
  /** A flag without a hint is a switch: it takes no further argument. */
  readonly type: { readonly hint: string };
}

const OPTION = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s;

/**
 * Brings every spelling of a known flag into the one that the parser reads, `--flag=value`: aliases of several letters
 * (`-ap :7071`), long flags with one dash (`-port :7070`), switches without a value (`-q` is `--quiet=true`), and
 * values that begin with a dash. After a command in `commands` its flags take the place of `flags`. Arguments after `--`
 * stay as they are.
 */
export function normalizeArguments(
  given: readonly string[],
  flags: readonly KnownFlag[],
  commands: Readonly<Record<string, readonly KnownFlag[]>> = {},
): string[] {
  const byName = new Map(flags.flatMap((known) => namesOf(known).map((name) => [name, known])));
  const result: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index]!;
    if (argument === '--') return [...result, ...given.slice(index)];
    if (Object.hasOwn(commands, argument)) {
      return [...result, argument, ...normalizeArguments(given.slice(index + 1), commands[argument]!)];
    }
    const [, name = '', value] = OPTION.exec(argument) ?? [];
    const known = byName.get(name);
    if (!known) {
      result.push(argument);
    } else if (value !== undefined || known.type.hint === '') {
      result.push(`--${known.flag}=${value ?? 'true'}`);
    } else {
      index += 1;
      result.push(`--${known.flag}${index < given.length ? `=${given[index]}` : ''}`);
    }
  }
  return result;
}

function namesOf({ flag, aliases = [] }: KnownFlag): string[] {
  return [flag, ...aliases];
}
