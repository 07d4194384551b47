import { resolve } from 'node:path';
import { durationsByOperation } from './operation-durations.js';
import {
  bytes,
  choice,
  directory,
  domains,
  duration,
  durationOrOff,
  endpoint,
  file,
  fileMode,
  fileToWrite,
  flag,
  flagFor,
  headerList,
  httpUrl,
  integer,
  listenAddresses,
  otlpOverHttp,
  ratio,
  type SettingType,
} from './setting-types.js';

const LEGAL: readonly (readonly [string, string, SettingType<unknown>, unknown])[] = [
  ['switch', 'true', flag, true],
  ['switch', '1', flag, true],
  ['switch', 'FALSE', flag, false],
  ['switch', '0', flag, false],
  ['protocol', 'http/protobuf', otlpOverHttp, true],
  ['protocol', 'grpc', otlpOverHttp, false],
  ['protocol', '1', otlpOverHttp, true],
  ['named switch', '1', flagFor('none', 'xattr'), 'none'],
  ['named switch', 'false', flagFor('none', 'xattr'), 'xattr'],
  ['choice', 'file', choice('none', 'file'), 'file'],
  ['whole number', '10000', integer, 10_000],
  ['ratio', '0', ratio, 0],
  ['ratio', '.25', ratio, 0.25],
  ['ratio', '1.0', ratio, 1],
  ['mode', '0755', fileMode, 0o755],
  ['mode', '700', fileMode, 0o700],
  ['mode', '0o750', fileMode, 0o750],
  ['size', '1048576', bytes, 1 << 20],
  ['size', '512KiB', bytes, 512 << 10],
  ['size', '5G', bytes, 5 * 1024 ** 3],
  ['duration in seconds', '120', duration(1), 120],
  ['duration in seconds', '2m', duration(1), 120],
  ['duration in milliseconds', '10', duration(1000), 10_000],
  ['duration in milliseconds', '500ms', duration(1000), 500],
  ['interval', '90', durationOrOff, 90_000],
  ['interval', 'off', durationOrOff, 0],
  ['web address', 'https://us%40er:secret@host/path', httpUrl, 'https://us%40er:secret@host/path'],
  ['address', ':7070', listenAddresses, [':7070']],
  ['address', '[::1]:80', listenAddresses, ['[::1]:80']],
  ['address', ':1, host:2,./gate.sock,@gate', listenAddresses, [':1', 'host:2', './gate.sock', '@gate']],
  ['address', '', listenAddresses, []],
  ['domain', 'S3.example.com:7070,localhost', domains, ['s3.example.com', 'localhost']],
  ['file', 'package.json', file, resolve('package.json')],
  ['file to write', 'new.log', fileToWrite, resolve('new.log')],
  ['directory', '.', directory, process.cwd()],
  ['endpoint', 'localhost:4317', endpoint, 'localhost:4317'],
  ['endpoint', 'http://collector:4318/v1/traces', endpoint, 'http://collector:4318/v1/traces'],
  ['headers', 'x-key=a%20b, x-two==c=', headerList, { 'x-key': 'a b', 'x-two': '=c=' }],
  ['headers', '', headerList, {}],
  ['duration by operation', '1s, GetObject=500ms', durationsByOperation, { '*': 1000, GetObject: 500 }],
  ['duration by operation', 'CreateUser=2s', durationsByOperation, { CreateUser: 2000 }],
  ['duration by operation', 'off', durationsByOperation, {}],
];

const ILLEGAL: readonly (readonly [string, string, SettingType<unknown>])[] = [
  ['switch', 'yes', flag],
  ['switch', '', flag],
  ['protocol', 'http/json', otlpOverHttp],
  ['choice', 'File', choice('none', 'file')],
  ['whole number', '-1', integer],
  ['whole number', '1.5', integer],
  ['whole number', '0x10', integer],
  ['ratio', '1.01', ratio],
  ['ratio', '-0.1', ratio],
  ['ratio', 'NaN', ratio],
  ['ratio', '10%', ratio],
  ['mode', '0898', fileMode],
  ['mode', '75', fileMode],
  ['size', '1.5G', bytes],
  ['size', '999999999999999T', bytes],
  ['duration in seconds', '500ms', duration(1)],
  ['duration in seconds', '1d', duration(1)],
  ['address', '7070', listenAddresses],
  ['address', ':65536', listenAddresses],
  ['address', '::1:80', listenAddresses],
  ['address', 'host:http', listenAddresses],
  ['address', ':7070,7071', listenAddresses],
  ['address', '@', listenAddresses],
  ['address', `/${'s'.repeat(107)}`, listenAddresses],
  ['domain', '.example.com', domains],
  ['domain', 'example..com', domains],
  ['domain', 'exa mple.com', domains],
  ['domain', `${'long.'.repeat(40)}com`, domains],
  ['file', '.', file],
  ['file', '/does/not/exist', file],
  ['file to write', '.', fileToWrite],
  ['file to write', '', fileToWrite],
  ['file to write', '/does/not/exist', fileToWrite],
  ['directory', 'package.json', directory],
  ['directory', '/does/not/exist', directory],
  ['endpoint', ':4317', endpoint],
  ['endpoint', 'ftp://host:21', endpoint],
  ['endpoint', 'localhost', endpoint],
  ['web address', 'host:80', httpUrl],
  ['web address', 'http://us%er:secret@host/', httpUrl],
  ['interval', '1ms', durationOrOff],
  ['interval', '-1', durationOrOff],
  ['headers', 'key', headerList],
  ['headers', 'key=%zz', headerList],
  ['headers', 'a b=c', headerList],
  ['headers', 'key=two%0Alines', headerList],
  ['headers', 'key=%C3%A9', headerList],
  ['duration by operation', 'NoOperation=1s', durationsByOperation],
  ['duration by operation', '1s,GetObject', durationsByOperation],
];

describe('setting types', () => {
  test.each(LEGAL)('a %s reads "%s"', (_name, text, type, value) => {
    expect(type.parse(text)).toEqual(value);
  });

  test.each(ILLEGAL)('a %s refuses "%s"', (_name, text, type) => {
    expect(type.parse(text)).toBeUndefined();
  });

  test.each(LEGAL)('a %s reads "%s" again after formatting it', (_name, text, type) => {
    const value = type.parse(text)!;
    expect(type.parse(type.format(value))).toEqual(value);
  });

  test('sizes and durations are written in their largest unit', () => {
    expect(bytes.format(5 * 1024 ** 3)).toBe('5GiB');
    expect(bytes.format(1025)).toBe('1025');
    expect(duration(1000).format(10_000)).toBe('10s');
    expect(duration(1000).format(1500)).toBe('1500ms');
  });
});
