import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const file = (path: string) => fileURLToPath(new URL(`../support/${path}`, import.meta.url));
const SDK =
  /node_modules\/@opentelemetry\/(sdk-|exporter-|otlp-|resources|context-async-hooks)|node_modules\/@grpc\//;

interface Report {
  readonly enabled: boolean;
  readonly spans: boolean;
  readonly modules: readonly string[];
}

async function modulesWithTracing(state: 'on' | 'off'): Promise<Report> {
  const { stdout } = await run(process.execPath, [
    '--import',
    file('typescript-hooks.mjs'),
    file('loaded-modules.mjs'),
    state,
  ]);
  return JSON.parse(stdout) as Report;
}

describe('tracing', () => {
  it('loads nothing of the SDK, nor an exporter, when it is off', async () => {
    const { enabled, spans, modules } = await modulesWithTracing('off');
    expect({ enabled, spans }).toEqual({ enabled: false, spans: false });
    expect(modules.some((url) => url.endsWith('/src/tracing/tracing.module.ts'))).toBe(true);
    expect(modules.filter((url) => SDK.test(url))).toEqual([]);
  });

  it('loads what notes spans when it is on', async () => {
    const { enabled, spans, modules } = await modulesWithTracing('on');
    expect({ enabled, spans }).toEqual({ enabled: true, spans: true });
    expect(modules.filter((url) => SDK.test(url))).not.toEqual([]);
  });
});
