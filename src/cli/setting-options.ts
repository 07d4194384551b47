import { Command, Option } from 'commander';
import { defaultText, flagNames } from '../config/reference.js';
import type { SettingRow } from '../config/setting.js';
import type { Flags } from '../config/settings-source.js';

/** A setting, or a flag of a command that is no setting. */
export type OptionRow = SettingRow<unknown> & { readonly fallback?: unknown; readonly required?: boolean };

/** An option of the command line that says how it is shown in help. */
class SettingOption extends Option {
  readonly term: string;

  constructor(setting: OptionRow) {
    const { aliases = [], env = [], flag, help, type } = setting;
    const letter = aliases.find((alias) => alias.length === 1);
    const notes = [
      ...env.map((name) => `$${name}`),
      ...(defaultText(setting) === '' ? [] : [`default ${defaultText(setting)}`]),
    ];
    super(
      `${letter === undefined ? '' : `-${letter}, `}--${flag} <value>`,
      notes.length > 0 ? `${help} (${notes.join(', ')})` : help,
    );
    if (type.repeatable) this.argParser<string>(joined);
    this.term = type.hint === '' ? flagNames(setting) : `${flagNames(setting)} <${type.hint}>`;
  }
}

/** The same flag once more. */
const joined = (text: string, before: string | undefined): string =>
  before === undefined ? text : `${before},${text}`;

/** For `Command.configureHelp`: switches are shown without a value and aliases of several letters are shown. */
export const settingsHelp = {
  optionTerm: (option: Option): string => (option instanceof SettingOption ? option.term : option.flags),
};

/** Every setting takes a value, switches too (`normalizeArguments` supplies it). */
export function addSettings(command: Command, settings: readonly OptionRow[], { hidden = false } = {}): void {
  for (const setting of settings) command.addOption(new SettingOption(setting).hideHelp(hidden));
}

/** The options that were given to a command and to those above it; the nearest wins. */
export function flagsOf(command: Command): Flags {
  const above = command.parent ? flagsOf(command.parent) : {};
  return { ...above, ...ownFlagsOf(command) };
}

/** The options that were given to a command itself. */
export function ownFlagsOf(command: Command): Flags {
  const own = command.options
    .map((option) => [option.name(), command.getOptionValue(option.attributeName()) as unknown])
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(own);
}
