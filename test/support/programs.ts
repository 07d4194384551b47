import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute path of a program in PATH; `undefined` when there is none. */
export function findProgram(name: string): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * `describe` for tests that drive a program of the machine (`rclone`, `aws`, `s3cmd`…). Where it is missing they are
 * skipped and the run says so at its end; with CI=true they fail instead, so that a missing program hides nothing.
 */
export function describeWith(program: string, title: string, tests: (path: string) => void): void {
  const path = findProgram(program);
  if (path !== undefined) {
    describe(title, () => tests(path));
  } else if (process.env['CI'] === 'true') {
    describe(title, () => {
      test(`finds ${program}`, () => {
        throw new Error(`${program} not found; CI must install it`);
      });
    });
  } else {
    describe.skip(`${title} (${program} not found)`, () => tests(program));
  }
}
