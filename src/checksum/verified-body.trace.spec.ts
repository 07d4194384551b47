import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { MemoryTracing } from '../../test/support/memory-tracing.js';
import { VerifiedBody, type VerifiedBodyOptions } from './verified-body.js';

const tracing = new MemoryTracing();

beforeAll(() => tracing.start());
afterAll(() => tracing.stop());

function spansOf(
  options: Partial<VerifiedBodyOptions>,
  use: (body: VerifiedBody) => Promise<void>,
): Promise<ReadableSpan[]> {
  const source = (async function* () {
    yield Buffer.from('four');
  })();
  return tracing.spansOf(() => use(new VerifiedBody({ source, size: 4, ...options })));
}

async function readAll(body: VerifiedBody): Promise<void> {
  for await (const _ of body.read());
}

describe('the span of a verified body', () => {
  it('ends with the last comparison and says what was computed and compared', async () => {
    const options = { declared: { algorithm: 'SHA1', value: 'nzB43sXgGGo5URY/Uj9pCSj+AGM=' } } as const;
    const spans = await spansOf({ ...options, contentMd5: Buffer.alloc(16) }, async (body) => {
      await expect(readAll(body)).rejects.toMatchObject({ code: 'BadDigest' });
    });
    expect(spans).toHaveLength(1);
    expect(spans[0]?.name).toBe('Checksum.Verify');
    expect(spans[0]?.attributes).toMatchObject({
      'checksum.algorithms': ['SHA1', 'MD5'],
      'checksum.bytes': 4,
      'error.type': 'BadDigest',
    });
    expect(spans[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('names what was compared', async () => {
    const contentMd5 = Buffer.from('8cbad96aced40b3838dd9f07f6ef5772', 'hex');
    const [span] = await spansOf({ contentMd5 }, readAll);
    expect(span?.attributes).toMatchObject({ 'checksum.verified': ['content-md5'] });
    expect(span?.status.code).toBe(SpanStatusCode.OK);
  });

  it('ends once when the body is not read', async () => {
    const spans = await spansOf({}, async (body) => {
      body.cancel();
      body.cancel();
      await expect(readAll(body)).rejects.toThrow('read once');
    });
    expect(spans).toHaveLength(1);
  });

  it('ends when the reader stops early', async () => {
    const spans = await spansOf({}, async (body) => {
      for await (const _ of body.read()) break;
      body.cancel();
    });
    expect(spans).toHaveLength(1);
  });
});
