import { createHash } from 'node:crypto';
import { BOB, policyOf, useAccounts } from '../support/accounts.js';
import type { Answer } from '../support/answer.js';
import { BACKENDS, createUpload, uploadPart } from '../support/http-subject.js';
import { makeBucket, putVersion } from '../support/locked-bucket.js';
import { Random, SEED } from '../support/random.js';
import { FORGER, randomRequest, type RandomRequest } from '../support/random-requests.js';
import { storeSnapshot } from '../support/store-snapshot.js';
import type { TestGateway } from '../support/test-gateway.js';

const REQUESTS = 150;

/** Headers whose values differ from gateway to gateway. */
const UNLIKE = new Set([
  'date',
  'last-modified',
  'connection',
  'keep-alive',
  'content-length',
  'etag',
  'x-amz-request-id',
  'x-amz-id-2',
  'x-trace-id',
  'x-amz-version-id',
  'x-amz-copy-source-version-id',
]);

/** One of several gateways that get the same requests. */
class Subject {
  private readonly ids = new Map<string, string>();

  constructor(readonly gateway: TestGateway) {}

  /** A bucket that never had versions and has an upload, one with locks and versions, one that is open to everybody. */
  async prepare([plain, kept, open]: readonly [string, string, string]): Promise<void> {
    const { gateway, ids } = this;
    await gateway.send('PUT', `/${plain}`).expect(200);
    await makeBucket(gateway, kept, 'locked');
    await gateway.send('PUT', `/${open}`).expect(200);
    await gateway.send('DELETE', `/${open}?publicAccessBlock`).expect(204);
    await gateway.send('PUT', `/${open}?policy`, { body: policyOf(open, 'Allow', ['s3:*']) }).expect(204);
    for (const bucket of [plain, open, kept])
      for (const key of ['hidden', 'dir/b', 'a'])
        ids.set('first', await putVersion(gateway, `/${bucket}/${key}`, key));
    ids.set('second', await putVersion(gateway, `/${kept}/a`, 'again'));
    await gateway.send('DELETE', `/${kept}/hidden`).expect(204);
    const upload = await createUpload(gateway, `/${plain}/a`);
    ids.set('upload', upload);
    ids.set('part', await uploadPart(gateway, `/${plain}/a?partNumber=1&uploadId=${upload}`, 'part'));
    ids.set('etag', createHash('md5').update('a').digest('hex'));
    ids.set('bucket', plain);
  }

  async send({ method, path, headers, body, hasDigest, as }: RandomRequest): Promise<Answer> {
    const filled = Object.entries(headers).map(([name, value]) => [name, this.fill(value)]);
    const text = body === undefined ? undefined : this.fill(body);
    const md5 = createHash('md5')
      .update(text ?? '')
      .digest('base64');
    const sent = { ...(hasDigest && { 'content-md5': md5 }), ...Object.fromEntries(filled) };
    return this.gateway.send(method, this.fill(path), { headers: sent, body: text, as });
  }

  /** What is the same for every gateway, and every time. */
  essence({ status, headers, body }: Answer): unknown {
    const own = Object.entries(headers).filter(([name]) => !UNLIKE.has(name));
    return { status, headers: Object.fromEntries(own), body: this.tidy(textOf(body)) };
  }

  private fill(text: string): string {
    return text.replace(/\{(\w+)\}/g, (all, name: string) => this.ids.get(name) ?? all);
  }

  private tidy(text: string): string {
    let tidy = text
      .replace(/<RequestId>.*<\/HostId>/, '')
      .replace(/(<CanonicalRequest(?:Bytes)?>|<StringToSign(?:Bytes)?>|<SignatureProvided>)[^<]*/g, '$1')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/127\.0\.0\.1:\d+/g, 'HOST');
    for (const name of ['first', 'second', 'upload']) {
      const id = this.ids.get(name);
      if (id) tidy = tidy.replaceAll(id, `{${name}}`);
    }
    // A copy on posix keeps the ETag of an object that was made of parts.
    return tidy.replace(
      /\b(?:[0-9a-f]{32}){1,2}(?:-1)?\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      'ID',
    );
  }
}

/** supertest gives an empty object where there is no body. */
const textOf = (body: unknown): string => (Buffer.isBuffer(body) ? body.toString('latin1') : '');

const isRefused = (method: string, { status }: Answer): boolean =>
  status >= 300 || method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

const codeOf = (answer: Answer): string =>
  `${answer.status} ${/<Code>(\w+)/.exec(textOf(answer.body))?.[1] ?? ''}`;

describe(`random requests of the seed ${SEED}`, () => {
  const gateways = BACKENDS.map((backend) => useAccounts({ backend }));

  it.each(['one', 'two'])(
    'get one answer from every backend, and change nothing where refused: %s',
    async (round) => {
      const random = new Random(SEED + round.length + round.charCodeAt(0));
      const buckets = [`plain-${round}`, `kept-${round}`, `open-${round}`] as const;
      const names = new Set([...buckets, 'absent-bucket']);
      const subjects = gateways.map((gateway) => new Subject(gateway()));
      await Promise.all(subjects.map(async (subject) => subject.prepare(buckets)));
      const snapshots = () => Promise.all(subjects.map(({ gateway }) => storeSnapshot(gateway, names)));
      let before = await snapshots();
      for (let count = 0; count < REQUESTS; count++) {
        const request = randomRequest(random, buckets);
        const answers = await Promise.all(subjects.map(async (subject) => subject.send(request)));
        const [first, ...others] = answers.map((answer, index) => subjects[index]!.essence(answer));
        for (const other of others) expect({ request, answer: other }).toEqual({ request, answer: first });
        const after = await snapshots();
        answers.forEach((answer, index) => {
          const isFault = answer.status >= 500 && answer.status !== 501;
          const strayed = isRefused(request.method, answer) && after[index] !== before[index];
          const hasBody = request.method === 'HEAD' && textOf(answer.body) !== '';
          expect({ request, isFault, strayed, hasBody }).toEqual({
            request,
            isFault: false,
            strayed: false,
            hasBody: false,
          });
        });
        before = after;
      }
    },
  );

  it('tell strangers nothing of what a bucket holds, and who forges a signature not even that it is there', async () => {
    const random = new Random(SEED);
    const [subject] = gateways.map((gateway) => new Subject(gateway()));
    await subject!.prepare(['plain-three', 'kept-three', 'open-three']);
    for (let count = 0; count < REQUESTS; count++) {
      const request = {
        ...randomRequest(random, ['kept-three']),
        as: random.pick([BOB, null, FORGER]) ?? null,
      };
      const path = request.path.replace(/^\/kept-three\/[^?]+/, '/kept-three/no-such-key');
      const elsewhere = { ...request, path: path.replace(/^\/kept-three/, '/no-such-bucket') };
      const told = codeOf(await subject!.send(request));
      const absent = codeOf(await subject!.send({ ...request, path }));
      const apart = request.as === FORGER ? codeOf(await subject!.send(elsewhere)) : told;
      expect({ request, absent, apart }).toEqual({ request, absent: told, apart: told });
    }
  });
});
