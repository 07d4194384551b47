import { errorOf } from '../support/answer.js';
import { BACKENDS, completion, createUpload, uploadPart, useGateway } from '../support/http-subject.js';
import { makeBucket, putVersion } from '../support/locked-bucket.js';
import { md5 } from '../support/object-body.js';

const MD5_OF_NOTHING = '1B2M2Y8AsgTpgAmY7PhCfg==';

const NOT_IMPLEMENTED = {
  status: 501,
  Code: 'NotImplemented',
  Message: 'A header you provided implies functionality that is not implemented',
};

/** Headers that no write takes, and how they are refused. */
const REFUSED: [Record<string, string>, string, string][] = [
  [{ 'if-match': '*' }, 'If-Match', "We don't accept the provided value of If-Match header for this API"],
  [
    { 'if-none-match': '"a"' },
    'If-None-Match',
    "We don't accept the provided value of If-None-Match header for this API",
  ],
  [
    { 'if-match': '"a"', 'if-none-match': '*' },
    'If-Match,If-None-Match',
    'Multiple conditional request headers present in the request',
  ],
];

describe.each(BACKENDS)('conditional writes on %s', (backend) => {
  const gateway = useGateway({ backend }, 'plain');
  let count = 0;
  let path: string;

  beforeAll(() => makeBucket(gateway(), 'versioned'));

  /** An upload of one part, and its completion. */
  const begin = async () => {
    const uploadId = await createUpload(gateway(), path);
    const etag = await uploadPart(gateway(), `${path}?partNumber=1&uploadId=${uploadId}`, 'uploaded');
    const target = `${path}?uploadId=${uploadId}`;
    return {
      complete: (headers: Record<string, string> = {}) =>
        gateway().send('POST', target, { body: completion([{ number: 1, etag }]), headers }),
      abort: () => gateway().send('DELETE', target).expect(204),
    };
  };
  const conflict = (Condition: string) => ({
    status: 409,
    Code: 'ConditionalRequestConflict',
    Message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
    Condition,
    Key: path.slice(path.indexOf('/', 1) + 1),
  });

  describe.each(['plain', 'versioned'])('in a bucket that is %s', (bucket) => {
    beforeEach(() => {
      path = `/${bucket}/object-${++count}`;
    });

    it('are refused before their body is read', async () => {
      const put = (condition: Record<string, string>) =>
        gateway().send('PUT', path, {
          body: 'x',
          headers: { ...condition, 'content-md5': MD5_OF_NOTHING },
        });
      expect(errorOf(await put({ 'if-match': '"a"' }))).toMatchObject({ status: 404, Code: 'NoSuchKey' });
      await putVersion(gateway(), path, 'kept');
      for (const [name, value] of [
        ['if-match', '"a"'],
        ['if-none-match', '*'],
      ] as const)
        expect(errorOf(await put({ [name]: value }))).toMatchObject({
          status: 412,
          Code: 'PreconditionFailed',
        });
    });

    it.each(REFUSED)('do not take %j', async (headers, Header, additionalMessage) => {
      await putVersion(gateway(), path, 'kept');
      const { complete, abort } = await begin();
      const answers = [
        await gateway().send('PUT', path, { body: 'new', headers }),
        await gateway().send('PUT', path, { headers: { ...headers, 'x-amz-copy-source': path } }),
        await gateway().send('PUT', path, {
          headers: { ...headers, 'x-amz-copy-source': path, 'x-amz-metadata-directive': 'REPLACE' },
        }),
        await complete(headers),
      ];
      const [put, onto, copied, completed] = answers.map(errorOf);
      for (const error of [put, copied, completed])
        expect(error).toEqual({ ...NOT_IMPLEMENTED, Header, additionalMessage });
      expect(onto).toMatchObject({ status: 400, Code: 'InvalidRequest' });
      await abort();
      expect((await gateway().send('GET', path)).body.toString()).toBe('kept');
    });

    it('conflict where an object was deleted since the upload began', async () => {
      await putVersion(gateway(), path, 'there');
      const { complete, abort } = await begin();
      await gateway().send('DELETE', path).expect(204);
      expect(errorOf(await complete({ 'if-none-match': '*' }))).toEqual(conflict('If-None-Match'));
      expect(errorOf(await complete({ 'if-match': `"${md5('there')}"` }))).toMatchObject({
        status: 404,
        Code: 'NoSuchKey',
      });
      await abort();
      const again = await begin();
      expect((await again.complete({ 'if-none-match': '*' })).status).toBe(200);
    });

    it('conflict where an object was replaced since the upload began', async () => {
      await putVersion(gateway(), path, 'there');
      const { complete, abort } = await begin();
      await putVersion(gateway(), path, 'there');
      const same = { 'if-match': `"${md5('there')}"` };
      expect(errorOf(await complete(same))).toEqual(conflict('If-Match'));
      expect(errorOf(await complete({ 'if-match': '"other"' }))).toMatchObject({
        status: 412,
        Condition: 'If-Match',
      });
      await abort();
      const again = await begin();
      expect((await again.complete(same)).status).toBe(200);
      expect((await gateway().send('GET', path)).body.toString()).toBe('uploaded');
    });
  });
});
