import { createHash } from 'node:crypto';
import type { Test } from 'supertest';
import { errorOf } from './answer.js';
import type { Sending, TestGateway } from './test-gateway.js';

/** Sends the document of a sub-resource with its Content-MD5. */
export function putDocument(gateway: TestGateway, path: string, body: string, sending: Sending = {}): Test {
  const md5 = createHash('md5').update(body).digest('base64');
  return gateway.send('PUT', path, { ...sending, body, headers: { 'content-md5': md5, ...sending.headers } });
}

export const MALFORMED = {
  status: 400,
  Code: 'MalformedXML',
  Message: 'The XML you provided was not well-formed or did not validate against our published schema',
};

/** What every document of a bucket refuses in the same way; the bucket `photos` exists. */
export function itRefusesWhatIsNoDocument(gateway: () => TestGateway, resource: string, root: string): void {
  const path = `/photos?${resource}`;

  it.each(['<', `<${root}>`, '<Other/>', `<${root}><Stranger/></${root}>`, `<${root}>&a;</${root}>`])(
    'refuses the document %s',
    async (body) => {
      expect(errorOf(await putDocument(gateway(), path, body))).toEqual(MALFORMED);
    },
  );

  it('asks for a document', async () => {
    expect(errorOf(await putDocument(gateway(), path, ''))).toEqual({
      status: 400,
      Code: 'MissingRequestBodyError',
      Message: 'Request Body is empty',
    });
  });

  it('asks for a bucket', async () => {
    const missing = { status: 404, Code: 'NoSuchBucket', BucketName: 'absent' };
    expect(errorOf(await gateway().send('GET', `/absent?${resource}`))).toMatchObject(missing);
    expect(errorOf(await putDocument(gateway(), `/absent?${resource}`, `<${root}/>`))).toMatchObject(missing);
  });

  it('asks for permission', async () => {
    const denied = { status: 403, Code: 'AccessDenied' };
    expect(errorOf(await gateway().send('GET', path, { as: null }))).toMatchObject(denied);
    expect(errorOf(await putDocument(gateway(), path, `<${root}/>`, { as: null }))).toMatchObject(denied);
  });
}
