import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

export const CORS_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const;

export type CorsMethod = (typeof CORS_METHODS)[number];

/** One CORSRule. */
export interface CorsRule {
  readonly id?: string;
  /** Each with one `*` at most, which stands for any characters. */
  readonly allowedOrigins: readonly string[];
  /** `PATCH`, of the administration API, stands in no document of a bucket. */
  readonly allowedMethods: readonly (CorsMethod | 'PATCH')[];
  /** Each with one `*` at most; case does not count. */
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** `cors`, kept as JSON. */
export interface CorsConfiguration {
  readonly rules: readonly CorsRule[];
}

/** Bytes of the document. Source: S3 API Reference, PutBucketCors. */
export const MAX_CORS_BYTES = 64 * 1024;

const MAX_RULES = 100;
const MAX_ID_LENGTH = 255;
const MAX_SECONDS = 2 ** 31 - 1;

/** RFC 9110 section 5.1. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** A CORSConfiguration. Source: S3 API Reference, PutBucketCors. @throws S3Error MalformedXML, InvalidRequest */
export function readCors(document: XmlElement): CorsConfiguration {
  const rules = document.allowOnly('CORSRule').children('CORSRule');
  if (rules.length === 0) throw new S3Error('MalformedXML');
  if (rules.length > MAX_RULES)
    throw invalid(`The number of CORS rules should not exceed allowed limit of ${MAX_RULES} rules.`);
  return { rules: rules.map(readRule) };
}

function readRule(rule: XmlElement): CorsRule {
  rule.allowOnly('ID', 'AllowedOrigin', 'AllowedMethod', 'AllowedHeader', 'ExposeHeader', 'MaxAgeSeconds');
  const id = rule.optionalText('ID');
  const maxAgeSeconds = rule.optionalInteger('MaxAgeSeconds');
  const texts = (name: string): string[] => rule.children(name).map(({ text }) => text);
  const allowedOrigins = texts('AllowedOrigin');
  const allowedMethods = texts('AllowedMethod');
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw new S3Error('MalformedXML');
  if (id !== undefined && id.length > MAX_ID_LENGTH) throw new S3Error('MalformedXML');
  if (maxAgeSeconds !== undefined && (maxAgeSeconds < 0 || maxAgeSeconds > MAX_SECONDS))
    throw new S3Error('MalformedXML');
  return {
    id,
    allowedMethods: allowedMethods.map(checkMethod),
    allowedOrigins: allowedOrigins.map((origin) => checkPattern('AllowedOrigin', origin)),
    allowedHeaders: texts('AllowedHeader').map((name) => checkPattern('AllowedHeader', name)),
    exposeHeaders: texts('ExposeHeader').map(checkExposeHeader),
    maxAgeSeconds,
  };
}

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

function checkMethod(text: string): CorsMethod {
  const method = CORS_METHODS.find((known) => known === text);
  if (method) return method;
  throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${text.slice(0, 256)}`);
}

function checkPattern(element: string, pattern: string): string {
  if (pattern.indexOf('*') === pattern.lastIndexOf('*')) return pattern;
  throw invalid(`${element} "${pattern.slice(0, 256)}" can not have more than one wildcard.`);
}

function checkExposeHeader(name: string): string {
  const shown = name.slice(0, 256);
  if (name.includes('*')) {
    throw invalid(
      `ExposeHeader "${shown}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    );
  }
  if (HEADER_NAME.test(name)) return name;
  // S3 names the wrong element here.
  throw invalid(`AllowedHeader "${shown}" contains invalid character.`);
}

/** A CORSConfiguration. */
export const writeCors = ({ rules }: CorsConfiguration): XmlContent => ({
  CORSRule: rules.map((rule) => ({
    ID: rule.id,
    AllowedHeader: rule.allowedHeaders,
    AllowedMethod: rule.allowedMethods,
    AllowedOrigin: rule.allowedOrigins,
    ExposeHeader: rule.exposeHeaders,
    MaxAgeSeconds: rule.maxAgeSeconds,
  })),
});
