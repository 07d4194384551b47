import { logLevels } from './log-levels.js';
import { LoggingConfig } from './logging.config.js';
import { choice } from './setting-types.js';
import { settingsOf } from './setting.js';

export const loggingSettings = settingsOf('logging', LoggingConfig, {
  format: {
    flag: 'log-format',
    env: ['VGW_LOG_FORMAT'],
    type: choice('text', 'json', 'pretty'),
    help: 'Log lines as text, as JSON objects, or as coloured text with a line for every field.',
  },
  level: {
    flag: 'log-level',
    env: ['VGW_LOG_LEVEL'],
    type: logLevels,
    help: 'The least important log lines that are written, for all modules and for single ones.',
  },
});
