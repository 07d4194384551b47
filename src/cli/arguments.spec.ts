import { SETTINGS } from '../config/settings.table.js';
import { normalizeArguments } from './arguments.js';

const ADMIN = [{ flag: 'role', aliases: ['r', 'ro'], type: { hint: 'role' } }];

const normalize = (...given: string[]): string[] => normalizeArguments(given, SETTINGS, { admin: ADMIN });

describe('normalizeArguments', () => {
  test.each([
    [['-ap', ':7071'], ['--admin-port=:7071']],
    [['-ap=:7071'], ['--admin-port=:7071']],
    [
      ['-p', ':1', 'posix', 'dir'],
      ['--port=:1', 'posix', 'dir'],
    ],
    [['-port', ':1'], ['--port=:1']],
    [['--port=:1'], ['--port=:1']],
    [
      ['-q', 'posix'],
      ['--quiet=true', 'posix'],
    ],
    [['--quiet=false'], ['--quiet=false']],
    [
      ['-s', '-ap', '-q'],
      ['--secret=-ap', '--quiet=true'],
    ],
    [['--otel-headers', 'a=b'], ['--otel-headers=a=b']],
    [['--port'], ['--port']],
    [
      ['--unknown', 'x', '-z'],
      ['--unknown', 'x', '-z'],
    ],
    [
      ['-q', '--', '-q'],
      ['--quiet=true', '--', '-q'],
    ],
    [
      ['-r', 'x', 'admin', 'create-user', '-r', 'y', '-ro', 'z', '-p', '1'],
      ['--region=x', 'admin', 'create-user', '--role=y', '--role=z', '-p', '1'],
    ],
    [[], []],
  ])('%j becomes %j', (given, expected) => {
    expect(normalize(...given)).toEqual(expected);
  });
});
