import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';
import type { S3Response } from '../response/s3-response.js';
import type { AnyOperationName } from './operation.table.js';
import { S3_OPERATION } from './s3-operation.decorator.js';

type Handler = (request: S3Request) => Promise<S3Response>;

/** Knows which method serves which row. Handlers are found once, at start; a call is one look-up. */
@Injectable()
export class OperationDispatcher implements OnModuleInit {
  private readonly handlers = new Map<AnyOperationName, Handler>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getControllers() as { instance: unknown }[]) {
      if (typeof instance === 'object' && instance !== null) this.bind(instance);
    }
  }

  /** Names of the rows that have a handler. */
  served(): ReadonlySet<AnyOperationName> {
    return new Set(this.handlers.keys());
  }

  /** @throws S3Error NotImplemented for a row without handler, and what the handler throws */
  dispatch(request: S3Request): Promise<S3Response> {
    const { operation } = request;
    const handler = operation && this.handlers.get(operation.name);
    if (!handler) {
      const header = operation?.name ?? request.method;
      throw new S3Error(
        'NotImplemented',
        { Header: header },
        { message: 'A header or query you provided implies functionality that is not implemented' },
      );
    }
    return handler(request);
  }

  private bind(instance: object): void {
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
    if (!prototype) return;
    for (const method of this.scanner.getAllMethodNames(prototype)) {
      const handler = prototype[method];
      const name =
        typeof handler === 'function'
          ? (Reflect.getMetadata(S3_OPERATION, handler) as AnyOperationName | undefined)
          : undefined;
      if (name === undefined) continue;
      if (this.handlers.has(name)) throw new Error(`operation ${name} has two handlers`);
      this.handlers.set(name, (handler as Handler).bind(instance));
    }
  }
}
