import type { SectionName, Setting, SettingRow } from './setting.js';
import { SETTINGS } from './settings.table.js';

const TITLES: Readonly<Record<SectionName, string>> = {
  server: 'The server.',
  iam: 'Accounts.',
  tracing: 'Traces.',
  audit: 'The audit log.',
  logging: 'The log.',
  website: 'Buckets as websites.',
  lifecycle: 'Lifecycle rules.',
  sentry: 'Reports of faults.',
  metrics: 'Metrics.',
  console: 'The trace console.',
  posix: 'The posix backend: `glassgate posix DIR`.',
};

const sections = (): [SectionName, Setting[]][] => [...Map.groupBy(SETTINGS, ({ section }) => section)];

/** `--port, -p` */
export function flagNames({ flag, aliases = [] }: SettingRow<unknown>): string {
  return [`--${flag}`, ...aliases.map((alias) => `-${alias}`)].join(', ');
}

/** The default as one would write it; empty when there is none. */
export function defaultText({ type, fallback }: Pick<Setting, 'type'> & { fallback?: unknown }): string {
  return fallback === undefined ? '' : type.format(fallback);
}

function yamlLines(setting: Setting): string[] {
  return [`  # ${setting.help}`, `  #${setting.key}: ${quoted(defaultText(setting))}`.trimEnd()];
}

/** A scalar that begins with a colon or holds a space needs quotes. */
function quoted(value: string): string {
  return /^[\w./-][\w./:-]*$|^$/.test(value) ? value : `'${value}'`;
}

/** `config/glassgate.example.yaml`: every setting with its default. Each is commented out, so that a copy says only what it changes. */
export function exampleYaml(): string {
  const blocks = sections().map(([section, settings]) =>
    [`# ${TITLES[section]}`, `${section}:`, ...settings.flatMap(yamlLines)].join('\n'),
  );
  const head = `# Every setting of glassgate with its default; take away the # in front of those to change.
# Use: glassgate --config FILE posix DIR`;
  return `${[head, ...blocks].join('\n\n')}\n`;
}

function markdownRow(setting: Setting): string {
  const code = (word: string): string => (word === '' ? '' : `\`${word.replaceAll('|', '\\|')}\``);
  const { env = [], type, help } = setting;
  const flags = type.hint === '' ? flagNames(setting) : `${flagNames(setting)} <${type.hint}>`;
  const cells = [code(flags), env.map(code).join(', '), code(setting.key), code(defaultText(setting)), help];
  return `| ${cells.join(' | ')} |`;
}

/** `docs/configuration.md`. */
export function configurationMarkdown(): string {
  const head = `# Configuration

Every setting has a flag, a variable of the environment and a key in the YAML file that \`--config FILE\` names.
The command line wins, then the environment, then the file. Flags of a command stand after it, all others on either
side. A switch is on without a value; \`--quiet=false\` turns it off. Whatever is wrong is listed at once, and
nothing is started (exit code 2). What may be given several times is a list: its values stand between commas in a
variable, and between commas or as a list in YAML.`;
  const tables = sections().map(([section, settings]) =>
    [
      `## ${section}`,
      '',
      TITLES[section],
      '',
      '| flag | environment | YAML key | default | meaning |',
      '|---|---|---|---|---|',
      ...settings.map(markdownRow),
    ].join('\n'),
  );
  return `${[head, ...tables].join('\n\n')}\n`;
}
