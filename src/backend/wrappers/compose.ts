import type { Backend } from '../backend.js';

export type BackendWrapper = (inner: Backend) => Backend;

/** Puts the wrappers around a driver; the first of the list is the outermost, the first to see a call. */
export function wrapBackend(driver: Backend, wrappers: readonly BackendWrapper[]): Backend {
  return wrappers.reduceRight((inner, wrap) => wrap(inner), driver);
}
