import { setTimeout as pause } from 'node:timers/promises';
import { errorOf } from '../support/answer.js';
import { FORM_HEADERS, formBody, signPolicy } from '../support/form.js';
import { BACKENDS, temporaryFiles, useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';

describe.each(BACKENDS)('what is no form, sent to %s,', (backend) => {
  const gateway = useGateway({ backend }, 'photos');
  const send = (body: Buffer, headers: Record<string, string> = FORM_HEADERS) =>
    gateway().send('POST', '/photos', { body, headers, as: null });
  const head = (key: string) => gateway().send('HEAD', `/photos/${key}`);

  const signed = { key: 'broken', ...signPolicy('photos', { conditions: [['starts-with', '$key', '']] }) };
  const whole = formBody(signed, [{ content: 'hello' }]);

  const left = async (): Promise<string[]> =>
    gateway().directory ? temporaryFiles(gateway().directory) : [];

  afterEach(async () => {
    await head('broken').expect(404);
    if ((await left()).length > 0) throw new Error('something was left behind');
  });

  it('is refused by its type', async () => {
    expect(errorOf(await send(whole, { 'content-type': 'text/plain' }))).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: 'Bucket POST must be of the enclosure-type multipart/form-data',
    });
    expect(errorOf(await send(whole, { 'content-type': 'multipart/form-data' }))).toMatchObject({
      status: 400,
      Code: 'MalformedPOSTRequest',
    });
  });

  it.each([
    ['without an end', whole.subarray(0, -20)],
    ['that breaks off in the file', whole.subarray(0, whole.indexOf('hello') + 3)],
    ['that breaks off in a field', whole.subarray(0, 100)],
    ['that is empty', Buffer.alloc(0)],
  ])('%s is malformed', async (_what, body) => {
    expect(errorOf(await send(body))).toEqual({
      status: 400,
      Code: 'MalformedPOSTRequest',
      Message: 'The body of your POST request is not well-formed multipart/form-data.',
    });
  });

  it('needs exactly one file', async () => {
    expect(errorOf(await send(formBody(signed, [])))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'POST requires exactly one file upload per request.',
      ArgumentName: 'file',
      ArgumentValue: '0',
    });
    const two = formBody(signed, [{ content: 'hello' }, { content: 'world' }]);
    expect(errorOf(await send(two))).toEqual({
      status: 400,
      Code: 'IncorrectNumberOfFilesInPostRequest',
      Message: 'POST requires exactly one file upload per request.',
    });
  });

  it('may not have more than 20 KiB of fields', async () => {
    const body = formBody({ ...signed, 'x-ignore-a': 'x'.repeat(20_000) }, [{ content: 'hello' }]);
    expect(errorOf(await send(body))).toEqual({
      status: 400,
      Code: 'MaxPostPreDataLengthExceeded',
      Message: 'Your POST request fields preceeding the upload file was too large.',
      MaxPostPreDataLengthBytes: '20480',
    });
  });

  it('must say how long it is', async () => {
    const connection = await RawConnection.open(gateway().url);
    connection.head('POST', '/photos', { host: 'a', ...FORM_HEADERS, 'transfer-encoding': 'chunked' });
    expect(errorOf(await connection.response('POST'))).toMatchObject({
      status: 411,
      Code: 'MissingContentLength',
    });
    connection.destroy();
  });

  it('leaves nothing behind when the client goes away', async () => {
    const connection = await RawConnection.open(gateway().url);
    const large = formBody(signed, [{ content: Buffer.alloc(500_000) }]);
    connection.head('POST', '/photos', {
      host: 'a',
      ...FORM_HEADERS,
      'content-length': String(large.length),
    });
    connection.write(large.subarray(0, 300_000));
    await pause(50);
    connection.destroy();
    for (let time = 0; time < 100 && (await left()).length > 0; time += 1) await pause(20);
    expect(await left()).toEqual([]);
  });

  it('keeps the connection for the next request', async () => {
    const connection = await RawConnection.open(gateway().url);
    for (const body of [whole.subarray(0, -20), formBody(signed, [])]) {
      connection.head('POST', '/photos', {
        host: 'a',
        ...FORM_HEADERS,
        'content-length': String(body.length),
      });
      connection.write(body);
      expect((await connection.response('POST')).status).toBe(400);
    }
    connection.destroy();
  });
});
