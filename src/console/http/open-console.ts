import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { RequestListener } from 'node:http';
import type { ConsoleContext, OpenConsole } from '../thread/console-context.js';
import { ConsoleListener } from './console-listener.js';
import { ConsoleModule } from './console.module.js';
import { ReportLogger } from './report.logger.js';
import { securityHeaders } from './security-headers.js';

/** Serves the console. @throws Error EADDRINUSE, EACCES… */
export async function openConsole(context: ConsoleContext): Promise<OpenConsole> {
  const nest = await NestFactory.create<NestExpressApplication>(ConsoleModule.register(context), {
    bodyParser: false,
    logger: new ReportLogger(context.report),
    abortOnError: false,
  });
  nest.disable('x-powered-by');
  nest.set('etag', false);
  nest.set('query parser', 'simple');
  nest.use(securityHeaders);
  nest.use(compression());
  await nest.init();
  const handle = nest.getHttpAdapter().getInstance() as RequestListener;
  const listeners: ConsoleListener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
    await nest.close();
  };
  try {
    for (const address of context.addresses) listeners.push(await ConsoleListener.open(address, handle));
  } catch (error) {
    await close();
    throw error;
  }
  return { urls: listeners.map(({ url }) => url), close };
}
