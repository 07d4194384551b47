import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/support/eventually.js';
import { keepLog } from '../../test/support/log-lines.js';
import { LogFile } from './log-file.js';

let directory: string;
let path: string;
let log: ReturnType<typeof keepLog>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'glassgate-log-'));
  path = join(directory, 'a.log');
  log = keepLog();
});
afterEach(() => {
  log.restore();
  rmSync(directory, { recursive: true });
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}`);

describe('LogFile', () => {
  it('writes every line, in order, after those that are there', async () => {
    for (const text of ['first', 'second']) {
      const file = new LogFile(path);
      await file.open();
      for (const line of numbers(5_000)) file.append(`${text} ${line}`);
      await file.close();
    }
    const expected = ['first', 'second'].flatMap((text) => numbers(5_000).map((line) => `${text} ${line}`));
    expect(readFileSync(path, 'utf8')).toBe(`${expected.join('\n')}\n`);
  });

  it('makes a new file when the old one was moved away, also when nothing is written', async () => {
    const file = new LogFile(path);
    await file.open();
    file.append('old');
    await eventually(() => readFileSync(path, 'utf8') === 'old\n');
    renameSync(path, `${path}.1`);
    file.reopen();
    await eventually(() => {
      try {
        return readFileSync(path, 'utf8') === '';
      } catch {
        return false;
      }
    });
    file.append('new');
    await file.close();
    expect([readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['old\n', 'new\n']);
  });

  it('says that it cannot write, tries again, and loses nothing', async () => {
    const folder = join(directory, 'logs');
    mkdirSync(folder);
    const file = new LogFile(join(folder, 'a.log'));
    await file.open();
    rmSync(folder, { recursive: true });
    file.reopen();
    file.append('while there is no folder');
    await eventually(() => log.lines.length > 0);
    expect(log.lines).toEqual([`cannot write ${folder}/a.log: ENOENT`]);
    mkdirSync(folder);
    file.append('afterwards');
    await eventually(() => {
      try {
        return readFileSync(join(folder, 'a.log'), 'utf8') === 'while there is no folder\nafterwards\n';
      } catch {
        return false;
      }
    });
    await file.close();
    expect(log.lines).toHaveLength(1);
  });

  it('keeps a bounded number of characters, and says once that lines are lost', async () => {
    const file = new LogFile(path);
    await file.open();
    const line = 'x'.repeat(1 << 20);
    for (let time = 0; time < 20; time += 1) file.append(line);
    await file.close();
    expect(readFileSync(path, 'utf8')).toHaveLength(16 * ((1 << 20) + 1));
    expect(log.lines).toEqual([`${path} has lost 1 lines`, `${path} has lost 3 lines`]);
  });

  it('ends although it cannot write, and says so', async () => {
    const file = new LogFile(join(directory, 'absent', 'a.log'));
    file.append('lost');
    await file.close();
    expect(log.lines.at(-1)).toBe(`${directory}/absent/a.log lacks its last lines`);
  });
});
