import 'reflect-metadata';
import { loaded } from './typescript-hooks.mjs';
import { NestFactory } from '@nestjs/core';

/** Starts an application with tracing on or off, runs a span, stops, and writes the modules that were loaded. */
const { TracingConfig } = await import('../../src/config/tracing.config.ts');
const { loadTracing } = await import('../../src/tracing/load-tracing.ts');
const { TracingModule } = await import('../../src/tracing/tracing.module.ts');
const { Tracing } = await import('../../src/tracing/tracing.ts');
const { startRequest } = await import('./plain-request.ts');
const { traced } = await import('../../src/tracing/span.ts');

const config = Object.assign(new TracingConfig(), {
  enabled: process.argv[2] === 'on',
  endpoint: '127.0.0.1:1',
});
const handle = await loadTracing(config);
const app = await NestFactory.createApplicationContext(TracingModule.register(handle), { logger: false });
const request = startRequest('S3.GetObject');
await traced('Posix.IO.ReadData', {}, async () => undefined);
request.end(200, true);
const { enabled } = app.get(Tracing);
await app.close();
process.stdout.write(
  JSON.stringify({ enabled, spans: request.span !== undefined, modules: [...loaded] }),
  () => process.exit(0),
);
