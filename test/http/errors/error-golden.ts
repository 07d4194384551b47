import { STATUS_CODES } from 'node:http';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Answer, expectIds, ownHeaders } from '../../support/answer.js';
import { type ErrorCase, type Made, requestLine } from './error-case.js';

const DIRECTORY = new URL('../../golden/errors/', import.meta.url);

/** What is another one each time. */
const UNSTABLE: readonly (readonly [RegExp, string])[] = [
  [/<(RequestId|HostId)>[^<]*</g, '<$1>…<'],
  [/<(StringToSignBytes|CanonicalRequestBytes)>[0-9a-f ]+</g, '<$1>…<'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, '{time}'],
  [/\d{8}T\d{6}Z/g, '{time}'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '{time}'],
  [/\b\d{8}\/(us|eu)-/g, '{date}/$1-'],
  [/\b[0-9a-f]{64}\b/g, '{sha256}'],
  [/\beyJ[\w+/=]+/g, '{policy}'],
  [/127\.0\.0\.1:\d+/g, '{host}'],
];

/** A golden of all cases of one code: a paragraph for each. */
const file = (code: string): URL => new URL(`${code}.txt`, DIRECTORY);

/** Codes that have a golden. */
export function goldenCodes(): string[] {
  return readdirSync(DIRECTORY).map((name) => name.slice(0, -'.txt'.length));
}

/** The paragraphs of a golden by their first line. */
export function readGolden(code: string): ReadonlyMap<string, string> {
  const paragraphs = readFileSync(file(code), 'utf8').split('\n\n');
  return new Map(paragraphs.map((text) => [text.slice(0, text.indexOf('\n')), text.trimEnd()]));
}

/** A request and what came back, ids and times left out. */
export function paragraphOf(refused: ErrorCase, answer: Answer, made: Made): string {
  expectIds(answer);
  const { 'content-length': length, ...headers } = ownHeaders(answer);
  const isBare = answer.body.length === 0;
  if (!isBare) expect(Number(length)).toBe(answer.body.length);
  const lines = [
    `${answer.status} ${STATUS_CODES[answer.status]}`,
    ...Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .toSorted(),
    ...(isBare ? [] : documentLines(answer.body.toString())),
  ];
  return `${requestLine(refused)}\n${masked(lines.join('\n'), made)}`;
}

/** One element a line; a value has no `><` of its own. */
const documentLines = (xml: string): string[] =>
  xml
    .replaceAll('><', '>\n<')
    .split('\n')
    .map((line) => (/^<(\?|\/?Error>)/.test(line) ? line : `  ${line}`));

function masked(text: string, made: Made): string {
  const named = Object.entries(made).reduce(
    (result, [name, value]) => (value === '' ? result : result.replaceAll(value, `{${name}}`)),
    text,
  );
  return UNSTABLE.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), named);
}

/** Writes what was seen over what is there; what could not be seen on this machine stays. */
export function updateGoldens(
  seen: ReadonlyMap<string, ReadonlyMap<string, string>>,
  cases: readonly ErrorCase[],
): void {
  mkdirSync(DIRECTORY, { recursive: true });
  const codes = new Set<string>(cases.map(({ code }) => code));
  for (const code of goldenCodes()) if (!codes.has(code)) rmSync(file(code));
  const existing = new Set(goldenCodes());
  for (const code of codes) {
    const kept = existing.has(code) ? readGolden(code) : new Map<string, string>();
    const lines = cases.filter((refused) => refused.code === code).map(requestLine);
    const paragraphs = lines.flatMap((line) => seen.get(code)?.get(line) ?? kept.get(line) ?? []);
    if (paragraphs.length > 0) writeFileSync(file(code), `${paragraphs.join('\n\n')}\n`);
  }
}
