import { Argument, Command } from 'commander';
import { CONFIG_FILE_HELP } from '../config/environment.js';
import { configurationMarkdown, exampleYaml } from '../config/reference.js';
import type { SettingsRequest } from '../config/settings.reader.js';
import { GLOBAL_SETTINGS, POSIX_SETTINGS } from '../config/settings.table.js';
import { VERSION } from '../config/version.js';
import { defaultCredentials } from './default-credentials.js';
import { addAdmin } from './admin.command.js';
import { addSettings, flagsOf, settingsHelp } from './setting-options.js';
import { addTrace } from './trace/trace.command.js';

/** What the commands call, so that they can be tried without a server. */
export interface ProgramActions {
  serve(request: SettingsRequest): Promise<void>;
  print(this: void, text: string): void;
}

const EXAMPLES = `
Examples:
  $ ROOT_ACCESS_KEY=me ROOT_SECRET_KEY=… glassgate posix /srv/buckets
  $ glassgate --port 127.0.0.1:7070 --otel-endpoint localhost:4317 posix /srv/buckets
  $ glassgate posix --help
`;

const MAKE_CREDENTIALS = '--make-credentials';

/** Commands take the global flags too, so that flags may be appended to `npm start --`. */
function addGlobals(command: Command, { hidden = false } = {}): void {
  addSettings(command, GLOBAL_SETTINGS, { hidden });
  const config = command.createOption('--config <file>', CONFIG_FILE_HELP);
  const make = command.createOption(
    MAKE_CREDENTIALS,
    'When no root credentials are given, make random ones and keep them in DIR/.glassgate (for a first try).',
  );
  command.addOption(config.hideHelp(hidden)).addOption(make.hideHelp(hidden));
}

function addPosix(program: Command, actions: ProgramActions): void {
  const posix = program
    .command('posix')
    .argument('<DIR>', 'directory whose top-level directories are the buckets')
    .description('Serve a directory.');
  addSettings(posix, POSIX_SETTINGS);
  addGlobals(posix, { hidden: true });
  posix.action((root: string, _options: object, command: Command) => {
    const makes = command.optsWithGlobals<{ makeCredentials?: boolean }>().makeCredentials === true;
    return actions.serve({
      backend: 'posix',
      flags: { ...flagsOf(command), DIR: root },
      ...(makes && { credentials: () => defaultCredentials(root) }),
    });
  });
}

function addMemory(program: Command, actions: ProgramActions): void {
  const memory = program
    .command('memory')
    .description('Serve buckets that are kept in memory and lost at the end: for tests and demonstrations.');
  addGlobals(memory, { hidden: true });
  memory.action((_options: object, command: Command) =>
    actions.serve({ backend: 'memory', flags: flagsOf(command) }),
  );
}

function addSettingsCommand(program: Command, actions: ProgramActions): void {
  program
    .command('settings')
    .description('Print every setting with its default.')
    .addArgument(new Argument('[format]', 'form').choices(['yaml', 'markdown']).default('yaml'))
    .action((format: string) => actions.print(format === 'yaml' ? exampleYaml() : configurationMarkdown()));
}

/** `glassgate`. Wrong usage ends in a `CommanderError`; nothing here ends the process. */
export function createProgram(actions: ProgramActions): Command {
  const program = new Command('glassgate')
    .description(
      'An S3 gateway that you can see through: the S3 API in front of a directory, every request one trace.',
    )
    .version(VERSION, '-v, --version')
    .configureHelp(settingsHelp)
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .exitOverride();
  addGlobals(program);
  addPosix(program, actions);
  addMemory(program, actions);
  addAdmin(program, actions.print);
  addTrace(program, actions.print);
  addSettingsCommand(program, actions);
  return program;
}

/** The value in `unknown option '--secrt=…'` may be a secret. */
const withoutValues = (message: string): string => message.replaceAll(/(--?[\w-]+)=[^']*/g, '$1');
