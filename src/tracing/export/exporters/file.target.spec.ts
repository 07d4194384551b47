import type { ExportResult } from '@opentelemetry/core';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableTarget } from '../export-target.js';
import { fileTarget } from './file.target.js';

describe('fileTarget', () => {
  let home: string;
  let path: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'glassgate-file-'));
    path = join(home, 'traces.jsonl');
  });

  afterEach(() => rmSync(home, { recursive: true }));

  const send = ({ exporter }: ReadableTarget): Promise<ExportResult> =>
    new Promise((resolve) => exporter.export([], resolve));
  const lines = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;

  it('adds a line for each export, to a file that only its owner reads', async () => {
    const target = await fileTarget(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const _export of [1, 2]) expect(await send(target)).toEqual({ code: 0 });
    expect(lines(path)).toBe(2);
  });

  it('begins a new file when the old one was moved away', async () => {
    const target = await fileTarget(path);
    await send(target);
    renameSync(path, `${path}.1`);
    for (const _export of [1, 2]) await send(target);
    await target.exporter.shutdown();
    expect([lines(`${path}.1`), lines(path)]).toEqual([1, 2]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('fails while the file cannot be opened, and goes on when it can', async () => {
    const target = await fileTarget(path);
    rmSync(home, { recursive: true });
    writeFileSync(home, '');
    expect(await send(target)).toMatchObject({ code: 1, error: { code: 'ENOTDIR' } });
    rmSync(home);
    home = mkdtempSync(join(tmpdir(), 'glassgate-file-'));
    renameSync(home, join(path, '..'));
    home = join(path, '..');
    expect(await send(target)).toEqual({ code: 0 });
    expect(lines(path)).toBe(1);
  });
});
