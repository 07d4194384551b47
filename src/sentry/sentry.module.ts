import { Module, type DynamicModule } from '@nestjs/common';
import { ErrorReporter } from './error-reporter.js';

/** Makes the ErrorReporter injectable everywhere, as `@Optional()`: nobody has one when reporting is off. */
@Module({})
export class SentryModule {
  /** @param reporter that was started before the application, `undefined` when reporting is off. */
  static register(reporter: ErrorReporter | undefined): DynamicModule {
    const providers = reporter ? [{ provide: ErrorReporter, useValue: reporter }] : [];
    return { module: SentryModule, global: true, providers, exports: providers };
  }
}
