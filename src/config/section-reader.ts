import { validateSync } from 'class-validator';
import type { Setting } from './setting.js';
import { nameOf, type Given, type SettingsSource } from './settings-source.js';

/** Reads sections from sources and gathers everything that is wrong in `problems`. */
export class SectionReader {
  /** Given, but not legal: already reported. */
  private readonly unread = new Set<Setting>();

  constructor(
    private readonly sources: readonly SettingsSource[],
    private readonly problems: string[],
  ) {}

  /** What the strongest source says about a setting. */
  given(setting: Setting): Given | undefined {
    for (const source of this.sources) {
      const given = source.find(setting);
      if (given) return given;
    }
    return undefined;
  }

  /** A new instance of `type` with every field that was given; not yet checked. */
  read<T extends object>(type: new () => T, settings: readonly Setting[]): T {
    const section = new type();
    for (const setting of settings) {
      const given = this.given(setting);
      const value = given && this.parse(setting, given);
      if (value !== undefined) this.assign(section, setting, value);
    }
    return section;
  }

  /** Secret fields are not enumerable: neither `JSON.stringify` nor `util.inspect` shows them. */
  assign(section: object, setting: Setting, value: unknown): void {
    Object.defineProperty(section, setting.field, {
      value,
      enumerable: !setting.secret,
      writable: true,
      configurable: true,
    });
  }

  /** Checks the limits of the class and freezes the instance. */
  finish<T extends object>(section: T, settings: readonly Setting[]): T {
    for (const { property, constraints = {} } of validateSync(section)) {
      const setting = settings.find(({ field }) => field === property)!;
      const given = this.given(setting);
      if (this.unread.has(setting)) continue;
      if (given) {
        const [message = 'is not legal'] = Object.values(constraints);
        this.report(`${given.origin}: ${withoutSubject(message, property)}`);
      } else {
        this.report(missing(setting));
      }
    }
    return Object.freeze(section);
  }

  report(problem: string): void {
    this.problems.push(problem);
  }

  private parse(setting: Setting, { text, origin }: Given): unknown {
    const value = setting.type.parse(text);
    if (value === undefined) {
      this.unread.add(setting);
      const shown = setting.secret ? 'the value' : JSON.stringify(text.slice(0, 200));
      this.report(`${origin}: ${shown} is not ${setting.type.expected}`);
    }
    return value;
  }
}

function missing(setting: Setting): string {
  const { env = [] } = setting;
  const others = env.length > 0 ? ` (or ${env.join(', ')} in the environment)` : '';
  return `${nameOf(setting)}: is required${others}`;
}

/** class-validator's own messages begin with the name of the field. */
function withoutSubject(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
