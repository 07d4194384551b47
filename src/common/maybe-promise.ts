/** A value that is there at once or later. Callers `await` it either way. */
export type MaybePromise<T> = T | Promise<T>;
