import type { ReceivedSpan } from '../../support/received-span.js';
import { expectGolden, formatTrace } from '../../support/span-tree.js';
import { root, TracedGateway, type Answer } from './traced-gateway.js';

const PART_SIZE = 5 * 1024 * 1024;
const PARTS = [Buffer.alloc(PART_SIZE, 'a'), Buffer.alloc(PART_SIZE, 'b'), Buffer.from('end')];

/** The copy goes the way that every file system has, so that the trees are the same everywhere. */
const POSIX = { disableCopyFileRange: true };

interface Ask {
  (name: string, method: string, path: string, sending?: Parameters<TracedGateway['ok']>[2]): Promise<Answer>;
}

const text = ({ response }: Answer): string => String(response.body);
const element = (name: string, answer: Answer): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text(answer))?.[1] ?? '';

async function buckets(ask: Ask): Promise<void> {
  await ask('create-bucket', 'PUT', '/photos');
  await ask('head-bucket', 'HEAD', '/photos');
  await ask('get-bucket-location', 'GET', '/photos?location');
  await ask('list-buckets', 'GET', '/');
}

async function objects(ask: Ask): Promise<void> {
  await ask('put-object', 'PUT', '/photos/2024/cat.jpg', {
    headers: { 'content-type': 'image/jpeg', 'x-amz-checksum-crc32': 'DUoRhQ==' },
    body: 'hello world',
  });
  await ask('put-object-replacing', 'PUT', '/photos/2024/cat.jpg', { body: 'hello again' });
  await ask('get-object', 'GET', '/photos/2024/cat.jpg');
  await ask('get-object-range', 'GET', '/photos/2024/cat.jpg', { headers: { range: 'bytes=1-3' } });
  await ask('head-object', 'HEAD', '/photos/2024/cat.jpg');
  await ask('get-object-attributes', 'GET', '/photos/2024/cat.jpg?attributes', {
    headers: { 'x-amz-object-attributes': 'ETag,ObjectSize' },
  });
  await ask('put-object-tagging', 'PUT', '/photos/2024/cat.jpg?tagging', {
    body: '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
  });
  await ask('get-object-tagging', 'GET', '/photos/2024/cat.jpg?tagging');
  await ask('delete-object-tagging', 'DELETE', '/photos/2024/cat.jpg?tagging');
  await ask('copy-object', 'PUT', '/photos/2024/copy.jpg', {
    headers: { 'x-amz-copy-source': '/photos/2024/cat.jpg' },
  });
  await ask('copy-object-with-new-checksum', 'PUT', '/photos/2024/copy.jpg', {
    headers: { 'x-amz-copy-source': '/photos/2024/cat.jpg', 'x-amz-checksum-algorithm': 'SHA1' },
  });
  await ask('get-object-version', 'GET', '/photos/2024/cat.jpg?versionId=null');
  await ask('list-objects', 'GET', '/photos?prefix=2024/');
  await ask('list-objects-v2', 'GET', '/photos?list-type=2&prefix=2024/');
  await ask('delete-object', 'DELETE', '/photos/2024/copy.jpg');
  await ask('delete-objects', 'POST', '/photos?delete', {
    headers: { 'content-md5': 'MOtVWhcI5EGKjqlizKkqaA==' },
    body: '<Delete><Object><Key>2024/cat.jpg</Key></Object><Object><Key>gone</Key></Object></Delete>',
  });
}

async function multipart(ask: Ask): Promise<void> {
  const create = await ask('create-multipart-upload', 'POST', '/photos/video.mp4?uploads');
  const uploadId = element('UploadId', create);
  const etags: string[] = [];
  for (const [index, body] of PARTS.entries()) {
    const path = `/photos/video.mp4?partNumber=${index + 1}&uploadId=${uploadId}`;
    const { response } = await ask(index === 0 ? 'upload-part' : '', 'PUT', path, { body });
    etags.push(String(response.headers['etag']));
  }
  await ask('list-parts', 'GET', `/photos/video.mp4?uploadId=${uploadId}`);
  await ask('list-multipart-uploads', 'GET', '/photos?uploads');
  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
  );
  await ask('complete-multipart-upload', 'POST', `/photos/video.mp4?uploadId=${uploadId}`, {
    body: `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`,
  });
  await ask('get-object-of-parts', 'GET', '/photos/video.mp4?partNumber=3');
  const second = element('UploadId', await ask('', 'POST', '/photos/part.bin?uploads'));
  await ask('upload-part-copy', 'PUT', `/photos/part.bin?partNumber=1&uploadId=${second}`, {
    headers: { 'x-amz-copy-source': '/photos/video.mp4', 'x-amz-copy-source-range': 'bytes=0-99' },
  });
  await ask('abort-multipart-upload', 'DELETE', `/photos/part.bin?uploadId=${second}`);
}

async function versions(ask: Ask): Promise<void> {
  await ask('', 'PUT', '/history');
  await ask('put-bucket-versioning', 'PUT', '/history?versioning', {
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  });
  const { response } = await ask('', 'PUT', '/history/cat.jpg', { body: 'first' });
  const versionId = String(response.headers['x-amz-version-id']);
  await ask('put-object-version', 'PUT', '/history/cat.jpg', { body: 'second' });
  await ask('get-object-noncurrent-version', 'GET', `/history/cat.jpg?versionId=${versionId}`);
  const marker = await ask('delete-object-marker', 'DELETE', '/history/cat.jpg');
  const markerId = String(marker.response.headers['x-amz-version-id']);
  await ask('list-object-versions', 'GET', '/history?versions');
  await ask('delete-object-marker-removed', 'DELETE', `/history/cat.jpg?versionId=${markerId}`);
  await ask('delete-object-version', 'DELETE', `/history/cat.jpg?versionId=${versionId}`);
}

async function access(ask: Ask): Promise<void> {
  const statement = {
    Sid: 'Readers',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::history/*',
  };
  await ask('put-bucket-policy', 'PUT', '/history?policy', {
    body: JSON.stringify({ Statement: [statement] }),
  });
  await ask('get-object-anonymous', 'GET', '/history/cat.jpg', { as: null });
}

async function removal(ask: Ask): Promise<void> {
  await ask('', 'DELETE', '/photos/video.mp4');
  await ask('delete-bucket', 'DELETE', '/photos');
}

async function administration(ask: Ask): Promise<void> {
  await ask('admin-list-buckets', 'PATCH', '/list-buckets');
}

/** What the trees tell together. */
const ATTRIBUTES = `
  http.request.method url.path url.query url.scheme http.route http.response.status_code client.address
  user_agent.original server.address server.port http.request.body.size http.response.body.size aws.request_id
  http.method http.url http.status_code http.client_ip http.user_agent
  s3.operation s3.action s3.bucket s3.key s3.upload_id s3.part_number s3.part_count s3.content_length s3.etag s3.version_id
  auth.method auth.access_key auth.role auth.is_root duration_ms iam.store iam.cache_hit
  backend.type backend.operation
  posix.dir posix.bucket posix.object posix.size posix.bytes_written posix.bytes_read posix.duration_ms
  posix.throughput_mbps posix.total_parts posix.total_size posix.part_number posix.part_size posix.copy_method
  posix.bytes_copied posix.used_fallback current_part bytes_copied
`;

/** Every span lies inside its parent. */
function expectNested(spans: readonly ReceivedSpan[]): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  for (const span of spans.filter(({ parentSpanId }) => parentSpanId !== '')) {
    const parent = byId.get(span.parentSpanId);
    const name = `${span.name} in ${parent?.name}`;
    expect([name, (parent?.startTime ?? 0n) <= span.startTime]).toEqual([name, true]);
    expect([name, span.endTime <= (parent?.endTime ?? 0n)]).toEqual([name, true]);
  }
}

describe('the way that parts are joined', () => {
  it('is the cheapest that the file system has', async () => {
    const traced = await TracedGateway.start();
    const trees: string[] = [];
    const ask: Ask = async (name, method, path, sending) => {
      const answer = await traced.ok(method, path, sending);
      if (name === 'complete-multipart-upload') trees.push(formatTrace(answer.spans));
      return answer;
    };
    try {
      await ask('', 'PUT', '/photos');
      await multipart(ask);
    } finally {
      await traced.stop();
    }
    const methods = Array.from(trees.join('').matchAll(/posix\.copy_method = (\w+)/g), ([, name]) => name);
    // Each part says it twice: CopyPart and FastFileCopy.
    expect(methods).toHaveLength(2 * PARTS.length);
    const cheap = process.platform === 'linux' ? /^(reflink|copy_file_range)$/ : /./;
    expect(methods.filter((name) => !cheap.test(name ?? ''))).toEqual([]);
  });
});

describe.each(['http', 'grpc'] as const)('the trace of each operation, sent by OTLP over %s', (protocol) => {
  it('is one tree with every step and attribute', async () => {
    const traced = await TracedGateway.start(protocol, { posix: POSIX });
    const trees = new Map<string, string>();
    let requests = 0;
    const ask: Ask = async (name, method, path, sending) => {
      const headers = { 'user-agent': 'golden/1.0', ...sending?.headers };
      const answer = await traced.ok(method, path, { ...sending, headers });
      requests += 1;
      if (name) trees.set(name, formatTrace(answer.spans));
      expect(root(answer.spans).parentSpanId).toBe('');
      expectNested(answer.spans);
      return answer;
    };
    try {
      for (const scene of [buckets, objects, multipart, versions, access, removal, administration])
        await scene(ask);
    } finally {
      await traced.stop();
    }
    for (const [name, tree] of trees) await expectGolden(name, tree);
    expect(traced.receiver.traces()).toHaveLength(requests);
    const all = [...trees.values()].join('');
    const told = new Set(Array.from(all.matchAll(/^ +([\w.]+) = /gm), ([, name]) => name));
    expect(ATTRIBUTES.split(/\s+/).filter((name) => name !== '' && !told.has(name))).toEqual([]);
  });
});
