import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { credentialsFile, defaultCredentials } from './default-credentials.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'glassgate-credentials-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('defaultCredentials', () => {
  test('makes keys of 20 and 40 characters that no other directory has', () => {
    const { access, secret } = defaultCredentials(root);
    expect(access).toMatch(/^[A-Z2-7]{20}$/);
    expect(secret).toMatch(/^[0-9a-f]{40}$/);
    rmSync(credentialsFile(root));
    expect(defaultCredentials(root).secret).not.toBe(secret);
  });

  test('keeps them for the next start', () => {
    expect(defaultCredentials(root)).toEqual(defaultCredentials(root));
  });

  test('lets nobody else read them', () => {
    const mask = process.umask(0);
    try {
      defaultCredentials(root);
    } finally {
      process.umask(mask);
    }
    expect(modeOf(credentialsFile(root))).toBe('600');
    expect(modeOf(dirname(credentialsFile(root)))).toBe('700');
  });

  test.each(['', '{"access":"a","secret":', '{"access":"a"}', '{"access":"hush","secret":1}'])(
    'refuses the file %j without showing what is in it',
    (text) => {
      mkdirSync(dirname(credentialsFile(root)));
      writeFileSync(credentialsFile(root), text);
      expect(() => defaultCredentials(root)).toThrow(
        `the root credentials in ${credentialsFile(root)} cannot be used: it does not hold an access and a secret key`,
      );
    },
  );

  test('names the file that cannot be made', () => {
    writeFileSync(dirname(credentialsFile(root)), 'a file where the directory should be');
    expect(() => defaultCredentials(root)).toThrow(`${credentialsFile(root)} cannot be used`);
  });
});
