import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Pair,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { didYouMean } from './did-you-mean.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings.table.js';
import type { Given, SettingsSource } from './settings-source.js';

const KEYS_BY_SECTION = Map.groupBy(SETTINGS, ({ section }) => section as string);

const place = ({ section, key }: Pick<Setting, 'section' | 'key'>): string => `${section}.${key}`;

/**
 * A YAML file of sections (`server:`) with one key per setting (`port: :7070`). Scalars are taken as they are written,
 * so that `0755` stays octal; headers may also be a map, and what may be given several times a list. What is wrong with the file is added to `problems`.
 */
export class YamlSource implements SettingsSource {
  private readonly values = new Map<string, string>();

  constructor(
    private readonly name: string,
    text: string,
    private readonly problems: string[],
  ) {
    const lines = new LineCounter();
    const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
    for (const error of document.errors) {
      problems.push(`${name}: line ${lines.linePos(error.pos[0]).line} is not YAML (${wordsOf(error)})`);
    }
    if (isMap(document.contents)) this.readSections(document.contents);
    else if (document.contents !== null) problems.push(`${name}: is not a map of sections`);
  }

  find(setting: Setting): Given | undefined {
    const text = this.values.get(place(setting));
    return text ? { text, origin: this.origin(setting.section, setting.key) } : undefined;
  }

  private origin(...keys: string[]): string {
    return `${this.name}: ${keys.join('.')}`;
  }

  private readSections(sections: YAMLMap): void {
    for (const { key, value } of sections.items) {
      const section = String(key);
      const settings = KEYS_BY_SECTION.get(section);
      if (!settings) {
        this.problems.push(
          `${this.origin(section)} is not a section${didYouMean(section, [...KEYS_BY_SECTION.keys()])}`,
        );
      } else if (isMap(value)) {
        for (const item of value.items) this.readSetting(section, settings, item);
      } else if (!isEmpty(value)) {
        this.problems.push(`${this.origin(section)} is not a map of settings`);
      }
    }
  }

  private readSetting(section: string, settings: readonly Setting[], { key, value }: Pair): void {
    const name = String(key);
    const setting = settings.find((known) => known.key === name);
    if (!setting) {
      const known = settings.map((candidate) => candidate.key);
      this.problems.push(`${this.origin(section, name)} is not a setting${didYouMean(name, known)}`);
    } else if (isScalar(value)) {
      this.values.set(place(setting), String(value.value));
    } else if (isSeq(value) && setting.type.repeatable && value.items.every(isScalar)) {
      this.values.set(place(setting), value.items.map((item) => String(item.value)).join(','));
    } else if (isMap(value) && typeof setting.fallback === 'object') {
      this.values.set(place(setting), setting.type.format(value.toJSON()));
    } else if (value !== null) {
      this.problems.push(`${this.origin(section, name)} is not ${setting.type.expected}`);
    }
  }
}

/** The code and not the message, which may quote a secret. */
function wordsOf({ code }: YAMLParseError): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === '');
}
