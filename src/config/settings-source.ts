import type { Setting } from './setting.js';

/** A text that was given for a setting, and what to call the place in a message. */
export interface Given {
  readonly text: string;
  readonly origin: string;
}

/** One place where settings are found. */
export interface SettingsSource {
  find(setting: Setting): Given | undefined;
}

/** How messages call a setting: `--port`, `DIR`. */
export const nameOf = ({ argument, flag }: Setting): string => argument ?? `--${flag}`;

/** What the command line gave, by flag without dashes or by argument (`DIR`). */
export type Flags = Readonly<Record<string, string | undefined>>;

export function flagSource(flags: Flags): SettingsSource {
  return {
    find: (setting) => {
      const text = flags[setting.argument ?? setting.flag];
      return text === undefined ? undefined : { text, origin: nameOf(setting) };
    },
  };
}

/** A variable that is empty counts as not set. */
export function environmentSource(variables: Readonly<Record<string, string | undefined>>): SettingsSource {
  return {
    find: ({ env = [] }) => {
      const origin = env.find((name) => variables[name]);
      return origin === undefined ? undefined : { text: variables[origin]!, origin };
    },
  };
}
