import { SetMetadata } from '@nestjs/common';

export const OPEN = Symbol('open');

/** The route asks for no token, or sees to it itself. */
export const Open = (): MethodDecorator => SetMetadata(OPEN, true);
