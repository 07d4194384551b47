import { Module, type DynamicModule } from '@nestjs/common';
import { Backend } from './backend.js';

/** Gives the whole application the storage that was opened at start. */
@Module({})
export class BackendModule {
  static register(backend: Backend): DynamicModule {
    return {
      module: BackendModule,
      global: true,
      providers: [{ provide: Backend, useValue: backend }],
      exports: [Backend],
    };
  }
}
