import { setTimeout as sleep } from 'node:timers/promises';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { ALICE, policyOf, useAccounts } from '../support/accounts.js';
import { errorOf } from '../support/answer.js';
import { BACKENDS } from '../support/http-subject.js';
import { setVersioning, withMd5 } from '../support/locked-bucket.js';
import { RawConnection } from '../support/raw-connection.js';

const ABORTED = {
  status: 409,
  Code: 'OperationAborted',
  Message:
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
};
/** Longer than a body may take without the bucket being looked at again. */
const LONG = 1_100;

describe.each(BACKENDS)('a bucket that changes while a body comes in on %s', (backend) => {
  const gateway = useAccounts({ backend });
  let bucket: string;
  let count = 0;

  beforeEach(async () => {
    bucket = `bucket-${++count}`;
    await gateway().send('PUT', `/${bucket}`, { as: ALICE }).expect(200);
  });

  /** Sends the last byte when `meanwhile` is over and a long time has gone by. */
  async function slowly(method: string, path: string, body: string, meanwhile: () => Promise<unknown>) {
    const { url } = gateway();
    const headers = signRequest({
      method,
      url: `${url}/${bucket}${path}`,
      headers: { 'content-length': String(body.length), ...withMd5(body) },
      body,
      region: 'us-east-1',
      ...ALICE,
    });
    const connection = await RawConnection.open(url);
    connection.head(method, `/${bucket}${path}`, headers);
    connection.write(body.slice(0, -1));
    await sleep(LONG);
    await meanwhile();
    connection.write(body.slice(-1));
    const answer = await connection.response();
    connection.destroy();
    return answer;
  }
  const handOver = async () => {
    await gateway().send('DELETE', `/${bucket}`, { as: ALICE }).expect(204);
    await gateway().send('PUT', `/${bucket}`).expect(200);
    await gateway().send('PUT', `/${bucket}/a`, { body: 'mine' }).expect(200);
  };
  const content = async () => (await gateway().send('GET', `/${bucket}/a`).expect(200)).body.toString();

  it('takes no object of who had its name before', async () => {
    expect(errorOf(await slowly('PUT', '/a', 'theirs', handOver))).toEqual(ABORTED);
    expect(await content()).toBe('mine');
  });

  it('takes no policy of who had its name before', async () => {
    const policy = policyOf(bucket, 'Allow', ['s3:*'], { principals: ['alice'] });
    expect(errorOf(await slowly('PUT', '?policy', policy, handOver))).toEqual(ABORTED);
    expect(errorOf(await gateway().send('GET', `/${bucket}?policy`))).toMatchObject({
      Code: 'NoSuchBucketPolicy',
    });
  });

  it('loses nothing to who had its name before', async () => {
    const keys = '<Delete><Object><Key>a</Key></Object></Delete>';
    expect(errorOf(await slowly('POST', '?delete', keys, handOver))).toEqual(ABORTED);
    expect(await content()).toBe('mine');
  });

  it('keeps versions from the moment in which it is told to', async () => {
    const answer = await slowly('PUT', '/a', 'late', async () => {
      await setVersioning(gateway(), bucket);
      await gateway().send('PUT', `/${bucket}/a`, { body: 'version', as: ALICE }).expect(200);
    });
    expect(errorOf(answer)).toEqual(ABORTED);
    expect(await content()).toBe('version');
  });

  it('takes what comes slowly as long as it stays what it is', async () => {
    expect((await slowly('PUT', '/a', 'late', async () => undefined)).status).toBe(200);
    expect(await content()).toBe('late');
  });
});
