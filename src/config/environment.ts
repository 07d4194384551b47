import { readFileSync } from 'node:fs';
import { environmentSource, flagSource, type Flags, type SettingsSource } from './settings-source.js';
import { YamlSource } from './yaml-source.js';

const FILE_VARIABLE = 'VGW_CONFIG_FILE';

/** Names the YAML file when `--config` is not given. */
export const CONFIG_FILE_HELP = `YAML file of settings (environment: ${FILE_VARIABLE}).`;

/** One variable of the environment; `undefined` when it is not set or empty. */
export function environmentVariable(...names: readonly string[]): string | undefined {
  return names.map((name) => process.env[name]).find(Boolean);
}

/** All of them, for a thread that reads what the SDK of OpenTelemetry reads by itself. */
export function environmentVariables(): NodeJS.ProcessEnv {
  return { ...process.env };
}

function yamlSource(path: string, problems: string[]): SettingsSource[] {
  try {
    return [new YamlSource(path, readFileSync(path, 'utf8'), problems)];
  } catch (error) {
    problems.push(`--config: cannot read "${path}": ${(error as NodeJS.ErrnoException).code}`);
    return [];
  }
}

/**
 * Where settings are found, the strongest first: command line, environment, YAML file. `flags.config` names the file.
 * What is wrong with the file is added to `problems`.
 */
export function settingsSources(flags: Flags, problems: string[]): SettingsSource[] {
  const file = flags['config'] ?? environmentVariable(FILE_VARIABLE);
  return [
    flagSource(flags),
    environmentSource(process.env),
    ...(file === undefined ? [] : yamlSource(file, problems)),
  ];
}
