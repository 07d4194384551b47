import { CommanderError } from 'commander';
import type { SettingsRequest } from '../config/settings.reader.js';
import { exampleYaml } from '../config/reference.js';
import { SETTINGS } from '../config/settings.table.js';
import { ADMIN_FLAGS } from './admin.flags.js';
import { normalizeArguments } from './arguments.js';
import { createProgram } from './program.js';

interface Outcome {
  readonly requests: SettingsRequest[];
  readonly printed: string;
  readonly written: string;
  readonly exitCode?: number;
}

async function run(line: string): Promise<Outcome> {
  const requests: SettingsRequest[] = [];
  let printed = '';
  let written = '';
  const write = (text: string): void => void (written += text);
  const program = createProgram({
    serve: (request) => {
      requests.push(request);
      return Promise.resolve();
    },
    print: (text) => void (printed += text),
  });
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    const given = normalizeArguments(line.split(' ').filter(Boolean), SETTINGS, { admin: ADMIN_FLAGS });
    await program.parseAsync(given, { from: 'user' });
    return { requests, printed, written };
  } catch (error) {
    if (error instanceof CommanderError) return { requests, printed, written, exitCode: error.exitCode };
    throw error;
  }
}

describe('glassgate', () => {
  test('posix takes the directory, its own flags and the global ones on either side', async () => {
    const { requests } = await run('-p :1 --region a posix dir --nometa --region b -ap :2');
    expect(requests).toEqual([
      {
        backend: 'posix',
        flags: { port: ':1', region: 'b', 'admin-port': ':2', nometa: 'true', DIR: 'dir' },
      },
    ]);
  });

  test('a flag that may be given several times keeps every value', async () => {
    const { requests } = await run(
      '-p :1 --port=@gate -vd a.example posix dir --virtual-domain b.example -vd c',
    );
    // After the command a flag replaces what was said before it.
    expect(requests[0]?.flags).toEqual({ port: ':1,@gate', 'virtual-domain': 'b.example,c', DIR: 'dir' });
  });

  test('memory takes no directory', async () => {
    expect((await run('-q memory --config f.yaml')).requests).toEqual([
      { backend: 'memory', flags: { quiet: 'true', config: 'f.yaml' } },
    ]);
    expect((await run('memory dir')).exitCode).not.toBe(0);
  });

  test.each(['--make-credentials posix dir', 'posix dir --make-credentials'])(
    '%s can make root credentials',
    async (line) => {
      const { requests } = await run(line);
      expect(requests[0]?.credentials).toBeInstanceOf(Function);
    },
  );

  test('posix makes no root credentials unless it is told to', async () => {
    expect((await run('posix dir')).requests[0]).not.toHaveProperty('credentials');
  });

  test.each(['posix', 'posix one two', '--nometa posix dir', 'posix dir --port', 'elsewhere', ''])(
    '"%s" is wrong usage',
    async (line) => {
      const { requests, exitCode } = await run(line);
      expect(requests).toEqual([]);
      expect(exitCode).toBeGreaterThan(0);
    },
  );

  test('a value is not shown in the message about an unknown option', async () => {
    const { written, exitCode } = await run('--secrt=hush posix dir');
    expect(exitCode).toBeGreaterThan(0);
    expect(written).toContain("unknown option '--secrt'");
    expect(written).not.toContain('hush');
  });

  test('help shows every flag with its aliases, a switch without a value', async () => {
    const { written } = await run('--help');
    expect(written).toContain('--admin-port, -ap <host:port|path|@name>');
    expect(written).toMatch(/--quiet, -q {2,}Write no access lines/);
    expect((await run('posix --help')).written).toContain('--durability <none|file|full>');
  });

  test('settings prints the example file', async () => {
    expect((await run('settings')).printed).toBe(exampleYaml());
    expect((await run('settings markdown')).printed).toContain('# Configuration');
    expect((await run('settings toml')).exitCode).toBeGreaterThan(0);
  });
});
