import { SETTINGS } from '../config/settings.table.js';
import { normalizeArguments } from './arguments.js';

const normalize = (...given: string[]): string[] => normalizeArguments(given, SETTINGS, 'admin');

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
      ['-a', 'x', 'admin', 'create-user', '-a', 'y'],
      ['--access=x', 'admin', 'create-user', '-a', 'y'],
    ],
    [[], []],
  ])('%j becomes %j', (given, expected) => {
    expect(normalize(...given)).toEqual(expected);
  });
});
