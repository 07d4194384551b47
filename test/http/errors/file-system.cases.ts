import type { Answer } from '../../support/answer.js';
import { SmallFileSystem, describeWithMount } from '../../support/small-file-system.js';
import { TestGateway } from '../../support/test-gateway.js';
import { type Comparison, type ErrorCase, type Made, provoke, requestLine } from './error-case.js';

/** The objects of a gateway whose file system is too small, or cannot be written to. */
export const FILE_SYSTEM_CASES: readonly (ErrorCase & { readonly remount?: 'ro' })[] = [
  {
    code: 'InsufficientStorage',
    request: 'PUT /photos/large',
    note: 'nine mebibytes on a file system of eight',
    body: Buffer.alloc(9 << 20),
  },
  {
    code: 'MethodNotAllowed',
    request: 'PUT /photos/b',
    note: 'hello, on a file system that is read-only',
    body: 'hello',
    remount: 'ro',
  },
];

export type Compare = (refused: ErrorCase, answer: Answer, made: Made) => Comparison;

/** Provokes them where file systems can be mounted. */
export function describeFileSystem(compare: Compare): void {
  describeWithMount('errors of a file system', () => {
    let disk: SmallFileSystem;
    let gateway: TestGateway;

    beforeEach(async () => {
      disk = SmallFileSystem.mount('size=8m');
      gateway = await TestGateway.start({ backend: 'posix', posix: { root: disk.path } });
      await gateway.send('PUT', '/photos').expect(200);
    });
    afterEach(async () => {
      await gateway.application.close();
      disk.unmount();
    });

    it.each(FILE_SYSTEM_CASES.map((refused) => [refused.code, requestLine(refused), refused] as const))(
      '%s: %s',
      async (_code, _line, refused) => {
        if (refused.remount) disk.remount(refused.remount);
        const { code, text, golden } = compare(refused, await provoke(gateway, refused, {}), {});
        expect(code).toBe(refused.code);
        expect(text).toBe(golden);
      },
    );
  });
}
