import { LOG_LEVELS, type LogLevel, type LogLevels } from './logging.config.js';
import type { SettingType } from './setting-types.js';

function isLevel(word: string): word is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(word);
}

/** `info,Access=warn`: at most one level without a module, which holds for all others. */
export const logLevels: SettingType<LogLevels> = {
  hint: 'level,module=level',
  expected: `a list such as info,Access=warn of the levels ${LOG_LEVELS.join(', ')}`,
  repeatable: true,
  parse: (text) => {
    const modules: [string, LogLevel][] = [];
    let others: LogLevel | undefined;
    for (const part of text.split(',').map((word) => word.trim())) {
      const [, name, level = ''] = /^(?:(\w+)=)?(\w+)$/.exec(part) ?? [];
      if (!isLevel(level) || (name === undefined && others !== undefined)) return undefined;
      if (name === undefined) others = level;
      else modules.push([name, level]);
    }
    return { others: others ?? 'info', modules: Object.fromEntries(modules) };
  },
  format: ({ others, modules }) =>
    [others, ...Object.entries(modules).map(([name, level]) => `${name}=${level}`)].join(','),
};
