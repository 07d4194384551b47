import {
  redactQuery,
  requestAttributes,
  responseAttributes,
  type RequestAttributesInput,
} from './request-attributes.js';

const input: RequestAttributesInput = {
  method: 'PUT',
  rawPath: '/photos/a%20b.jpg',
  rawQuery: 'partNumber=2&uploadId=u1',
  scheme: 'http',
  route: '/{Bucket}/{Key+}',
  host: 'localhost:7070',
  clientAddress: '10.0.0.7',
  userAgent: 'aws-cli/2',
  requestId: 'R1',
  operation: 'UploadPart',
  bucket: 'photos',
  key: 'a b.jpg',
  uploadId: 'u1',
  partNumber: 2,
};

describe('requestAttributes', () => {
  it('gives the stable names and the older ones beside them', () => {
    expect(requestAttributes(input)).toEqual({
      'http.request.method': 'PUT',
      'http.method': 'PUT',
      'http.route': '/{Bucket}/{Key+}',
      'url.path': '/photos/a%20b.jpg',
      'http.url': '/photos/a%20b.jpg',
      'url.query': 'partNumber=2&uploadId=u1',
      'url.scheme': 'http',
      'server.address': 'localhost',
      'server.port': 7070,
      'client.address': '10.0.0.7',
      'http.client_ip': '10.0.0.7',
      'user_agent.original': 'aws-cli/2',
      'http.user_agent': 'aws-cli/2',
      'aws.request_id': 'R1',
      's3.operation': 'UploadPart',
      's3.action': 's3_UploadPart',
      's3.bucket': 'photos',
      's3.key': 'a b.jpg',
      's3.upload_id': 'u1',
      's3.part_number': 2,
    });
  });

  it('makes no attribute of what is not known', () => {
    const bare = requestAttributes({
      method: 'GET',
      rawPath: '/',
      rawQuery: '',
      scheme: 'http',
      route: '/',
      requestId: 'R2',
    });
    expect(Object.keys(bare)).toEqual([
      'http.request.method',
      'http.method',
      'http.route',
      'url.path',
      'http.url',
      'url.scheme',
      'aws.request_id',
    ]);
  });

  it.each([
    ['s3.example', 'http', 's3.example', 80],
    ['s3.example', 'https', 's3.example', 443],
    ['s3.example:8443', 'https', 's3.example', 8443],
    ['[::1]:7070', 'http', '[::1]', 7070],
    ['[::1]', 'http', '[::1]', 80],
  ] as const)('reads the Host header %s of %s', (host, scheme, address, port) => {
    expect(requestAttributes({ ...input, host, scheme })).toMatchObject({
      'server.address': address,
      'server.port': port,
    });
  });

  it('leaves out a port that is not a port', () => {
    expect(requestAttributes({ ...input, host: 'a:b' })).not.toHaveProperty('server.port');
  });

  it('cuts long values at 4 KiB', () => {
    const long = 'k'.repeat(10_000);
    const attributes = requestAttributes({
      ...input,
      rawPath: long,
      rawQuery: long,
      key: long,
      userAgent: long,
      uploadId: long,
    });
    for (const value of Object.values(attributes)) expect(String(value).length).toBeLessThanOrEqual(4096);
  });
});

describe('redactQuery', () => {
  it('hides every credential of a presigned URL and nothing else', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20260101&X-Amz-Signature=abc=def&x-amz-security-token=tok&prefix=Signature';
    expect(redactQuery(query)).toBe(
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=REDACTED&X-Amz-Signature=REDACTED&x-amz-security-token=REDACTED&prefix=Signature',
    );
  });

  it('hides those of the old signature', () => {
    expect(redactQuery('a=1&access_token=t')).toBe('a=1&access_token=REDACTED');
    expect(redactQuery('AWSAccessKeyId=AK&Expires=1&Signature=s')).toBe(
      'AWSAccessKeyId=REDACTED&Expires=1&Signature=REDACTED',
    );
  });

  it('hides those of other clouds, which reach us by mistake', () => {
    expect(redactQuery('sv=1&sig=s&X-Goog-Signature=g')).toBe('sv=1&sig=REDACTED&X-Goog-Signature=REDACTED');
  });

  it('hides a credential whose name is percent-encoded', () => {
    expect(redactQuery('X-Amz-%53ignature=abc')).toBe('X-Amz-%53ignature=REDACTED');
  });

  it('leaves a broken percent sequence as it is', () => {
    expect(redactQuery('%zz=1&uploads')).toBe('%zz=1&uploads');
  });
});

describe('responseAttributes', () => {
  it('gives both body sizes, zero included', () => {
    expect(responseAttributes({ status: 200, requestBytes: 0, responseBytes: 12 })).toEqual({
      'http.response.status_code': 200,
      'http.status_code': 200,
      'http.request.body.size': 0,
      'http.response.body.size': 12,
    });
  });
});
