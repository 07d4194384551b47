import { QueryParameters } from '../http/query-parameters.js';
import { QueryError } from '../query/query.error.js';
import { goDuration } from './go-duration.js';
import { isObject } from '../ingest/json-fields.js';
import type { JaegerSearch } from './jaeger-search.js';

const DEFAULT_LIMIT = 100;
const DEFAULT_DEPTH = 20;
const MAX_LIMIT = 1000;

/** What a search of the legacy API asks for. @throws QueryError for values that cannot be */
export function legacySearch(given: QueryParameters, now: number): JaegerSearch {
  const lookback = durationOf(given.text('lookback'), 'lookback', true);
  const start = given.number('start');
  const end = given.number('end');
  const from = start === undefined ? lookback && now - lookback : start / 1000;
  return known({
    service: given.text('service'),
    operation: given.text('operation'),
    tags: { ...mapsOf(given.texts('tags'), 'tags'), ...pairsOf(given.texts('tag')) },
    minDuration: durationOf(given.text('minDuration'), 'minDuration'),
    maxDuration: durationOf(given.text('maxDuration'), 'maxDuration'),
    from,
    to: end === undefined ? undefined : end / 1000,
    limit: limitOf(given.number('limit'), DEFAULT_LIMIT),
  });
}

/** What a search of the v3 API asks for: `query.serviceName`, or `query.service_name`. @throws QueryError */
export function v3Search(given: QueryParameters): JaegerSearch {
  const text = (name: string): string | undefined =>
    given.text(`query.${name}`) ?? given.text(`query.${snake(name)}`);
  const depth = text('searchDepth') ?? text('numTraces');
  if (text('filter') !== undefined) throw new QueryError('query.filter: is not supported');
  const { from, to } = timesOf(text, ['startTimeMin', 'startTimeMax'], 'query.');
  const attributes = text('attributes');
  return known({
    service: text('serviceName'),
    // Jaeger UI 2.19 says spanName.
    operation: text('operationName') ?? text('spanName'),
    tags: mapsOf(attributes === undefined ? [] : [attributes], 'query.attributes'),
    minDuration: durationOf(text('durationMin'), 'query.durationMin'),
    maxDuration: durationOf(text('durationMax'), 'query.durationMax'),
    from,
    to,
    limit: limitOf(depth === undefined ? undefined : Number(depth), DEFAULT_DEPTH),
  });
}

/** The traces that dependencies are asked for of: `startTime` and `endTime`. @throws QueryError */
export function v3Times(given: QueryParameters): Pick<JaegerSearch, 'from' | 'to'> {
  const text = (name: string): string | undefined => given.text(name) ?? given.text(snake(name));
  return timesOf(text, ['startTime', 'endTime'], '');
}

/** `spanKind`, or `span_kind`, in lower case without the prefix of the protocol. */
export function kindsOf(given: QueryParameters): readonly string[] {
  return [...given.texts('spanKind'), ...given.texts('span_kind')].map((kind) =>
    kind.toLowerCase().replace('span_kind_', ''),
  );
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function known(search: { [K in keyof JaegerSearch]: JaegerSearch[K] | undefined }): JaegerSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as unknown as JaegerSearch;
}

function limitOf(given: number | undefined, fallback: number): number {
  if (given === undefined || given === 0) return fallback;
  if (!Number.isInteger(given) || given < 0) throw new QueryError('limit: is not a whole number');
  return Math.min(given, MAX_LIMIT);
}

/** @param isLenient what is none is absent: `custom`, which Jaeger UI sends beside its own times */
function durationOf(text: string | undefined, name: string, isLenient = false): number | undefined {
  if (text === undefined) return undefined;
  const duration = goDuration(text);
  if (duration === undefined && !isLenient)
    throw new QueryError(`${name}: is not a duration such as 1.5s, 100ms, 20us`);
  return duration;
}

/** @param prefix of both names, for the message */
function timesOf(
  text: (name: string) => string | undefined,
  [first, last]: readonly [string, string],
  prefix: string,
): { readonly from: number; readonly to: number } {
  const from = momentOf(text(first), `${prefix}${first}`);
  const to = momentOf(text(last), `${prefix}${last}`);
  if (from >= to) throw new QueryError(`${prefix}${first}: is not before ${prefix}${last}`);
  return { from, to };
}

/** RFC 3339. Some clients do not escape the `+` of a time zone, which then comes as a space. */
function momentOf(text: string | undefined, name: string): number {
  if (text === undefined) throw new QueryError(`${name}: is required`);
  const moment = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(moment)) throw new QueryError(`${name}: is not a time such as 2026-01-31T12:00:00Z`);
  return moment;
}

function mapsOf(texts: readonly string[], name: string): Record<string, string> {
  const entries = texts.flatMap((text) => {
    let map: unknown;
    try {
      map = JSON.parse(text);
    } catch {
      map = undefined;
    }
    if (!isObject(map)) throw new QueryError(`${name}: is not a JSON object of texts`);
    return Object.entries(map).map(([key, value]) => [key, textOf(value)]);
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function pairsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const colon = text.indexOf(':');
      if (colon < 1) throw new QueryError('tag: is not key:value');
      return [text.slice(0, colon), text.slice(colon + 1)];
    }),
  );
}
