import { S3_ERRORS, type S3ErrorCode } from '../../../src/errors/s3-error.codes.js';
import { readXml } from '../../../src/s3/xml/xml.reader.js';
import { useAccounts } from '../../support/accounts.js';
import type { Answer } from '../../support/answer.js';
import { BACKENDS } from '../../support/http-subject.js';
import { setObjectLock, setVersioning } from '../../support/locked-bucket.js';
import { TestGateway } from '../../support/test-gateway.js';
import { ADMIN_CASES } from './admin.cases.js';
import { AUTHENTICATION_CASES } from './authentication.cases.js';
import { BODY_CASES } from './body.cases.js';
import { BUCKET_CASES } from './bucket.cases.js';
import { type Comparison, type ErrorCase, type Made, provoke, requestLine } from './error-case.js';
import { goldenCodes, paragraphOf, readGolden, updateGoldens } from './error-golden.js';
import { FAULT_CASES } from './fault.cases.js';
import { FILE_SYSTEM_CASES, describeFileSystem } from './file-system.cases.js';
import { FORM_CASES } from './form.cases.js';
import { OBJECT_CASES } from './object.cases.js';
import { SELECT_CASES } from './select.cases.js';

const CASES: readonly ErrorCase[] = [
  ...AUTHENTICATION_CASES,
  ...BUCKET_CASES,
  ...OBJECT_CASES,
  ...BODY_CASES,
  ...FORM_CASES,
  ...ADMIN_CASES,
  ...SELECT_CASES,
  ...FAULT_CASES,
];
/** What no driver that there is can be brought to say, and why. */
const UNHEARD: Readonly<Partial<Record<S3ErrorCode, string>>> = {
  UnsupportedStorageClass: 'every object of memory and posix is STANDARD',
};

const ALL: readonly ErrorCase[] = [...CASES, ...FILE_SYSTEM_CASES];
const isUpdate = process.env.UPDATE_GOLDEN === '1';
const seen = new Map<string, Map<string, string>>();

/** What came back, beside what its golden says. */
function compared(refused: ErrorCase, answer: Answer, made: Made): Comparison {
  const { code } = refused;
  const line = requestLine(refused);
  const text = paragraphOf(refused, answer, made);
  const paragraphs = seen.get(code) ?? new Map<string, string>();
  seen.set(code, paragraphs.set(line, text));
  return { code: codeOf(answer) ?? code, text, golden: isUpdate ? text : readGolden(code).get(line) };
}

/** `undefined` of an answer without a document. */
const codeOf = ({ body }: Answer): string | undefined =>
  body.length === 0 ? undefined : readXml(body, 'Error').requiredText('Code');

const named = (cases: readonly ErrorCase[]): [string, string, ErrorCase][] =>
  cases.map((refused) => [refused.code, requestLine(refused), refused]);

afterAll(() => {
  if (isUpdate) updateGoldens(seen, ALL);
});

describe.each(BACKENDS)('errors of %s', (backend) => {
  const shared = useAccounts({ backend });

  beforeAll(async () => {
    const gateway = shared();
    for (const bucket of ['photos', 'versioned', 'locked'])
      await gateway.send('PUT', `/${bucket}`).expect(200);
    for (const bucket of ['versioned', 'locked']) await setVersioning(gateway, bucket);
    await setObjectLock(gateway, 'locked');
    await gateway.send('PUT', '/photos/a', { body: 'hello' }).expect(200);
  });

  const cases = CASES.filter(
    ({ only = backend, platform = process.platform }) => only === backend && platform === process.platform,
  );
  it.each(named(cases))('%s: %s', async (_code, _line, refused) => {
    const { options, before } = refused;
    const gateway = options ? await TestGateway.start({ backend, ...options }) : shared();
    try {
      const made = (await before?.(gateway)) ?? {};
      const { code, text, golden } = compared(refused, await provoke(gateway, refused, made), made);
      expect(code).toBe(refused.code);
      expect(text).toBe(golden);
    } finally {
      if (options) await gateway.stop();
    }
  });
});

describeFileSystem(compared);

describe('goldens of errors', () => {
  it('are there for every code, and for no other', () => {
    const codes = isUpdate ? [...new Set(ALL.map(({ code }) => code))] : goldenCodes();
    expect([...codes, ...Object.keys(UNHEARD)].toSorted()).toEqual(Object.keys(S3_ERRORS).toSorted());
  });

  it.each([...new Set(ALL.map(({ code }) => code))])('say of %s what is tried, and nothing else', (code) => {
    const lines = ALL.filter((refused) => refused.code === code).map(requestLine);
    expect(isUpdate ? lines : [...readGolden(code).keys()]).toEqual(lines);
  });
});
