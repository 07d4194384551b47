import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's Python. Another one in PATH has not the packages that CI installs. */
const PYTHON = '/usr/bin/python3';
const PYTHON_PACKAGES = '/usr/lib/python3/dist-packages';

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
  describeWhere(findProgram(program), program, title, tests);
}

/** The same for tests that run scripts with a package of Debian's Python (`boto3`), whose path they get. */
export function describeWithPython(name: string, title: string, tests: (path: string) => void): void {
  const found = isExecutable(PYTHON) && existsSync(join(PYTHON_PACKAGES, name));
  describeWhere(found ? PYTHON : undefined, `python3-${name}`, title, tests);
}

function describeWhere(
  path: string | undefined,
  wanted: string,
  title: string,
  tests: (path: string) => void,
): void {
  if (path !== undefined) {
    describe(title, () => tests(path));
  } else if (process.env['CI'] === 'true') {
    describe(title, () => {
      test(`finds ${wanted}`, () => {
        throw new Error(`${wanted} not found; CI must install it`);
      });
    });
  } else {
    describe.skip(`${title} (${wanted} not found)`, () => tests(wanted));
  }
}
