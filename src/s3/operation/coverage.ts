import { ALL_OPERATIONS } from './operation.resolver.js';
import type { AnyOperationName, Level, Operation } from './operation.table.js';

const TITLES: Readonly<Record<Level, string>> = {
  service: 'Service',
  bucket: 'Bucket',
  object: 'Object',
  admin: 'Administration',
};

/** `docs/s3-coverage.md`: every row of the operation table and whether it is served. */
export function coverageDocument(served: ReadonlySet<AnyOperationName>): string {
  const sections = (Object.keys(TITLES) as Level[]).map((level) => section(level, served));
  const count = ALL_OPERATIONS.filter(({ name }) => served.has(name)).length;
  return [
    '# S3 coverage',
    '',
    `Written from the operation table by \`npm run docs:coverage\`; a test fails when it is stale. ${count} of ${ALL_OPERATIONS.length} operations are served, the others answer \`NotImplemented\`.`,
    '',
    ...sections,
  ].join('\n');
}

function section(level: Level, served: ReadonlySet<AnyOperationName>): string {
  const rows = ALL_OPERATIONS.filter((operation) => operation.level === level);
  return [
    `## ${TITLES[level]}`,
    '',
    '| operation | request | IAM action | state |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.name} | \`${recognised(row)}\` | ${row.action ?? '–'} | ${served.has(row.name) ? 'served' : 'NotImplemented'} |`,
    ),
    '',
  ].join('\n');
}

const PATHS: Readonly<Record<Level, string>> = {
  service: '/',
  bucket: '/{Bucket}',
  object: '/{Bucket}/{Key+}',
  admin: '',
};

function recognised(row: Operation & { readonly path?: string }): string {
  const query = row.query?.length ? `?${row.query.join('&')}` : '';
  const header = row.header ? ` with ${row.header}` : '';
  return `${row.method} ${row.path ?? PATHS[row.level]}${query}${header}`;
}
