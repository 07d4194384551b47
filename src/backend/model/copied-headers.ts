import type { CopyObjectInput, SystemHeaders } from './object.js';

/**
 * System headers of a copy: those of its source, unless the directive replaces them. Source: S3 API Reference,
 * CopyObject: a website redirect location is never taken along.
 */
export function copiedHeaders(source: SystemHeaders, input: CopyObjectInput): SystemHeaders {
  if (input.metadata) return input.metadata.headers;
  return { ...source, websiteRedirectLocation: input.websiteRedirectLocation };
}
