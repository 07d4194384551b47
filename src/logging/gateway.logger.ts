import { ConsoleLogger } from '@nestjs/common';

/** What Nest says of its own start; nobody who runs a gateway asks for it. */
const FRAMEWORK = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's console logger without the lines of the framework's start. */
export class GatewayLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context !== 'string' || !FRAMEWORK.has(context)) super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // The caller of listen() says what went wrong, once.
    if (rest.at(-1) !== 'NestApplication') super.error(message, ...rest);
  }
}
