import { ConsoleConfig } from './console.config.js';
import { settingsOf } from './setting.js';
import { bytes, fileToWrite, integer, integerOrAll, listenAddressesOrOff, text } from './setting-types.js';

export const consoleSettings = settingsOf('console', ConsoleConfig, {
  port: {
    flag: 'console-port',
    env: ['VGW_CONSOLE_PORT'],
    type: listenAddressesOrOff,
    help: 'Address of the trace console, which counts and shows requests, in plain HTTP; whoever opens it needs the token.',
  },
  token: {
    flag: 'console-token',
    env: ['VGW_CONSOLE_TOKEN'],
    type: text,
    secret: true,
    help: 'Token that opens the console; when absent one is made at each start, and printed as part of its URL.',
  },
  store: {
    flag: 'console-store',
    env: ['VGW_CONSOLE_STORE'],
    type: fileToWrite,
    help: 'SQLite file that keeps the traces of the console over restarts.',
  },
  traces: {
    flag: 'console-traces',
    env: ['VGW_CONSOLE_TRACES'],
    type: integer,
    help: 'Traces that the console keeps; the oldest go first, failed and slow ones last.',
  },
  tracesPerSecond: {
    flag: 'console-traces-per-second',
    env: ['VGW_CONSOLE_TRACES_PER_SECOND'],
    type: integerOrAll,
    help: 'Requests that the console takes whole, in the long run; beyond these it counts, and shows what failed or was slow without its steps.',
  },
  memory: {
    flag: 'console-memory',
    env: ['VGW_CONSOLE_MEMORY'],
    type: bytes,
    help: 'Memory that these traces may take.',
  },
});
