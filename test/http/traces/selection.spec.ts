import { formatTrace } from '../../support/span-tree.js';
import { root, TracedGateway, type Answer } from './traced-gateway.js';

const LINES = '{"secret":"do-not-tell"}\n{"broken":"data"\n';

const request = (expression: string): string =>
  `<SelectObjectContentRequest><Expression>${expression}</Expression><ExpressionType>SQL</ExpressionType>` +
  '<InputSerialization><JSON><Type>LINES</Type></JSON></InputSerialization>' +
  '<OutputSerialization><JSON/></OutputSerialization></SelectObjectContentRequest>';

describe('the trace of a selection', () => {
  let traced: TracedGateway;
  const select = (expression: string): Promise<Answer> =>
    traced.send('POST', '/data/lines?select&select-type=2', { body: request(expression) });

  beforeAll(async () => {
    traced = await TracedGateway.start();
    await traced.ok('PUT', '/data');
    await traced.ok('PUT', '/data/lines', { body: LINES });
  });
  afterAll(() => traced.stop());

  it('shows what was read and what was given', async () => {
    const { response, spans } = await select('SELECT * FROM S3Object LIMIT 1');
    expect(response.status).toBe(200);
    expect(root(spans).name).toBe('S3.SelectObjectContent');
    expect(spans.find(({ name }) => name === 'Select.Run')).toMatchObject({
      status: { code: 'OK' },
      attributes: { 'select.bytes_scanned': LINES.length, 'select.bytes_returned': 25 },
    });
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Backend.GetObject', 'Posix.IO.ReadData']),
    );
    expect(formatTrace(spans)).not.toContain('do-not-tell');
  });

  it('shows why it failed, and nothing of the object', async () => {
    const { response, spans } = await select('SELECT * FROM S3Object');
    expect(response.status).toBe(400);
    expect(spans.find(({ name }) => name === 'Select.Run')?.attributes).toMatchObject({
      'error.type': 'JSONParsingError',
    });
    expect(formatTrace(spans)).not.toMatch(/do-not-tell|broken/);
  });
});
