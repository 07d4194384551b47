import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { ReceivedAttributes, ReceivedSpan, ReceivedValue } from './received-span.js';

/** Attributes whose value differs from run to run. */
const UNSTABLE: Readonly<Record<string, string>> = {
  duration_ms: '<duration>',
  'posix.duration_ms': '<duration>',
  'posix.throughput_mbps': '<throughput>',
  'aws.request_id': '<request id>',
  'server.port': '<port>',
  'user_agent.original': '<user agent>',
  'http.user_agent': '<user agent>',
  's3.upload_id': '<upload id>',
  's3.version_id': '<version id>',
  'posix.version_id': '<version id>',
  'exception.stacktrace': '<stack>',
};

const UNSTABLE_TEXT: readonly (readonly [RegExp, string])[] = [
  [/(?:\/private)?\/(?:tmp|var\/folders)\/[^\s'"]*/g, '<temp path>'],
  [/\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:<port>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/versionId=[0-9a-f]{32}/g, 'versionId=<version id>'],
  [/uploadId=[^&\s]+/gi, 'uploadId=<upload id>'],
  [/X-Amz-Date=[^&\s]+/gi, 'X-Amz-Date=<date>'],
];

/**
 * A trace as indented text for a golden file: name, kind, status, attributes in alphabetical order, events; children in the
 * order of their start. What differs from run to run is replaced by a name in angle brackets.
 */
export function formatTrace(spans: readonly ReceivedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const inOrder = spans.toSorted(
    (a, b) => compare(a.startTime, b.startTime) || compare(b.endTime, a.endTime),
  );
  const lines: string[] = [];
  const visit = (span: ReceivedSpan, indent: string): void => {
    lines.push(...formatSpan(span).map((line) => indent + line));
    for (const child of inOrder) if (child.parentSpanId === span.spanId) visit(child, `${indent}    `);
  };
  for (const span of inOrder) if (!ids.has(span.parentSpanId)) visit(span, '');
  return `${lines.join('\n')}\n`;
}

/** The names alone, indented by two spaces a level. */
export function formatNames(spans: readonly ReceivedSpan[]): string {
  const bare = spans.map((span): ReceivedSpan => ({
    ...span,
    kind: 'INTERNAL',
    attributes: {},
    events: [],
    status: { code: 'UNSET', message: '' },
  }));
  return formatTrace(bare).replace(/^ +/gm, (indent) => ' '.repeat(indent.length / 2));
}

/** Compares with test/golden/<name>.txt; writes the file when UPDATE_GOLDEN is 1. */
export async function expectGolden(name: string, text: string): Promise<void> {
  const file = new URL(`../golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === '1') {
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, text);
  }
  expect(text).toBe(await readFile(file, 'utf8'));
}

function formatSpan(span: ReceivedSpan): string[] {
  const kind = span.kind === 'INTERNAL' ? '' : ` [${span.kind}]`;
  const status = span.status.code === 'UNSET' ? '' : ` ${span.status.code}`;
  const message = span.status.message ? `: ${stable(span.status.message)}` : '';
  return [
    `${span.name}${kind}${status}${message}`,
    ...formatAttributes(span.attributes),
    ...span.events.flatMap((event) => [
      `  * ${event.name}`,
      ...formatAttributes(event.attributes).map((line) => `  ${line}`),
    ]),
    ...span.links.map(() => '  -> <linked span>'),
  ];
}

function formatAttributes(attributes: ReceivedAttributes): string[] {
  const names = Object.keys(attributes).toSorted();
  return names.map((name) => `  ${name} = ${UNSTABLE[name] ?? stable(plain(attributes[name] ?? ''))}`);
}

function plain(value: ReceivedValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function stable(text: string): string {
  return UNSTABLE_TEXT.reduce((result, [pattern, name]) => result.replace(pattern, name), text);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
