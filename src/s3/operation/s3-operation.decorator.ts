import 'reflect-metadata';
import type { AnyOperationName } from './operation.table.js';

export const S3_OPERATION = Symbol('glassgate:s3-operation');

/**
 * Binds a method to a row of the operation table: `(request: S3Request) => Promise<S3Response>`.
 * The class is a controller without routes; a name that is not in the table does not compile.
 */
export function S3Operation(name: AnyOperationName): MethodDecorator {
  return (_target, _property, descriptor) => {
    Reflect.defineMetadata(S3_OPERATION, name, descriptor.value as object);
  };
}
