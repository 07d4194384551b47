import type { SettingType } from './setting-types.js';

export type SectionName =
  | 'server'
  | 'iam'
  | 'tracing'
  | 'audit'
  | 'logging'
  | 'website'
  | 'lifecycle'
  | 'sentry'
  | 'metrics'
  | 'console'
  | 'posix';

/** What a person writes down about one setting. */
export interface SettingRow<T> {
  /** Long flag without dashes. */
  readonly flag: string;
  /** Further names of the flag without dashes: `p`, `ap`. */
  readonly aliases?: readonly string[];
  /** Environment variables; the first that is set and not empty counts. */
  readonly env?: readonly string[];
  readonly type: SettingType<T>;
  /** One sentence for help, example and manual. */
  readonly help: string;
  /** The value is never printed and is hidden from JSON and `util.inspect`. */
  readonly secret?: boolean;
  /** Not a flag but this argument of the command; no variable, no YAML key. */
  readonly argument?: string;
}

/** One row of the table of settings, with its place in the sections. */
export interface Setting extends SettingRow<unknown> {
  readonly section: SectionName;
  readonly field: string;
  /** Key inside the section of the YAML file: the flag without the prefix of its section. */
  readonly key: string;
  readonly fallback: unknown;
}

/** A row for every field: a field without one does not compile. */
export type SettingRows<T> = { readonly [K in keyof T]-?: SettingRow<NonNullable<T[K]>> };

/** Flags of a section begin with this; its YAML keys do not. */
const PREFIXES: Readonly<Record<SectionName, string>> = {
  server: '',
  iam: 'iam-',
  tracing: 'otel-',
  audit: '',
  logging: 'log-',
  website: 'website-',
  lifecycle: 'lifecycle-',
  sentry: 'sentry-',
  metrics: 'metrics-',
  console: 'console-',
  posix: '',
};

/** The settings of one section. Defaults are the field initialisers of `type`. */
export function settingsOf<T extends object>(
  section: SectionName,
  type: new () => T,
  rows: SettingRows<T>,
): Setting[] {
  const defaults = new type() as Readonly<Record<string, unknown>>;
  return Object.entries<SettingRow<unknown>>(rows).map(([field, row]) => ({
    ...row,
    section,
    field,
    key: row.flag.startsWith(PREFIXES[section]) ? row.flag.slice(PREFIXES[section].length) : row.flag,
    fallback: defaults[field],
  }));
}
