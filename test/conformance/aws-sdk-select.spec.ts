import {
  CreateBucketCommand,
  PutObjectCommand,
  SelectObjectContentCommand,
  type S3Client,
  type SelectObjectContentCommandInput,
} from '@aws-sdk/client-s3';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith } from '../support/programs.js';
import { runProgram, tryProgram } from '../support/run-program.js';
import { refusal, sdkClient } from '../support/sdk-client.js';

const PEOPLE = 'name,age\nAnn,30\n"Bob, the second",17\nCéline,41\n';
const CSV = { CSV: { FileHeaderInfo: 'USE' } } as const;

describe.each(['posix', 'memory'] as const)('AWS SDK for JavaScript, selections from %s', (backend) => {
  let gateway: GatewayProcess;
  let client: S3Client;

  const ask = (Expression: string, more: Partial<SelectObjectContentCommandInput> = {}) =>
    client.send(
      new SelectObjectContentCommand({
        Bucket: 'data',
        Key: 'people.csv',
        Expression,
        ExpressionType: 'SQL',
        InputSerialization: CSV,
        OutputSerialization: { JSON: {} },
        ...more,
      }),
    );

  /** Records as one text, and the names of all events. */
  async function selected(
    ...wish: Parameters<typeof ask>
  ): Promise<{ text: string; events: string[]; scanned: number | undefined }> {
    const decoder = new TextDecoder();
    let text = '';
    let scanned: number | undefined;
    const events: string[] = [];
    for await (const event of (await ask(...wish)).Payload!) {
      events.push(...Object.keys(event));
      if (event.Records?.Payload) text += decoder.decode(event.Records.Payload, { stream: true });
      scanned = event.Stats?.Details?.BytesScanned ?? scanned;
    }
    return { text, events, scanned };
  }

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ backend });
    client = sdkClient(gateway);
    await client.send(new CreateBucketCommand({ Bucket: 'data' }));
    await client.send(new PutObjectCommand({ Bucket: 'data', Key: 'people.csv', Body: PEOPLE }));
  });

  afterAll(async () => {
    client.destroy();
    await gateway.stop();
  });

  it('give records, statistics and the end', async () => {
    expect(await selected('SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) > 20')).toEqual({
      text: '{"name":"Ann"}\n{"name":"Céline"}\n',
      events: ['Records', 'Stats', 'End'],
      scanned: Buffer.byteLength(PEOPLE),
    });
  });

  it('report progress', async () => {
    const { events } = await selected('SELECT * FROM S3Object', { RequestProgress: { Enabled: true } });
    expect(events).toEqual(['Records', 'Progress', 'Stats', 'End']);
  });

  it('read what is compressed, and JSON', async () => {
    const lines = Array.from({ length: 50_000 }, (_, id) => JSON.stringify({ id, square: id * id }));
    const Body = gzipSync(lines.join('\n'));
    await client.send(new PutObjectCommand({ Bucket: 'data', Key: 'lines.json.gz', Body }));
    const { text } = await selected('SELECT s.square FROM S3Object s WHERE s.id > 9', {
      Key: 'lines.json.gz',
      InputSerialization: { JSON: { Type: 'LINES' }, CompressionType: 'GZIP' },
      OutputSerialization: { CSV: {} },
    });
    expect(text).toBe(Array.from({ length: 49_990 }, (_, index) => `${(index + 10) ** 2}\n`).join(''));
  });

  it('are refused before the first byte', async () => {
    expect(await refusal(ask('SELECT FROM S3Object'))).toEqual({ code: 'ParseEmptySelect', status: 400 });
    expect(await refusal(ask('SELECT * FROM S3Object', { Key: 'absent' }))).toEqual({
      code: 'NoSuchKey',
      status: 404,
    });
  });

  it('fail in the middle', async () => {
    const Body = `${'1\n'.repeat(200_000)}x\n`;
    await client.send(new PutObjectCommand({ Bucket: 'data', Key: 'late.csv', Body }));
    const wish = { Key: 'late.csv', InputSerialization: { CSV: {} } };
    await expect(selected('SELECT CAST(_1 AS INT) FROM S3Object', wish)).rejects.toThrow(
      /cast from STRING to INT/,
    );
  });
});

describeWith('aws', 'aws-cli, selections', (program) => {
  let gateway: GatewayProcess;
  let home: string;
  let options: { env: Record<string, string>; cwd: string };

  const complete = (args: readonly string[]): string[] => ['--endpoint-url', gateway.url, 's3api', ...args];
  const selection = (expression: string): string[] => [
    'select-object-content',
    '--bucket=data',
    '--key=people.csv',
    '--expression-type=SQL',
    `--expression=${expression}`,
    '--input-serialization={"CSV":{"FileHeaderInfo":"USE"}}',
    '--output-serialization={"CSV":{"QuoteFields":"ASNEEDED"}}',
    'found.csv',
  ];

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    home = await mkdtemp(join(tmpdir(), 'glassgate-aws-'));
    await writeFile(join(home, 'people.csv'), PEOPLE);
    const env = {
      HOME: home,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
    options = { env, cwd: home };
    await runProgram(program, complete(['create-bucket', '--bucket', 'data']), options);
    const put = ['put-object', '--bucket', 'data', '--key', 'people.csv', '--body', 'people.csv'];
    await runProgram(program, complete(put), options);
  });

  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await gateway.stop();
  });

  it('writes the records into a file', async () => {
    await runProgram(program, complete(selection('SELECT name, age FROM S3Object WHERE age < 35')), options);
    expect(await readFile(join(home, 'found.csv'), 'utf8')).toBe('Ann,30\n"Bob, the second",17\n');
  });

  it('shows what is wrong', async () => {
    const { stderr } = await tryProgram(program, complete(selection('SELECT none FROM S3Object')), options);
    expect(stderr).toContain('(MissingHeaders)');
  });
});
