import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { describeWith, describeWithPython } from '../support/programs.js';
import { runProgram } from '../support/run-program.js';

const SCRIPTS = fileURLToPath(new URL('boto3/', import.meta.url));

const DENIED = '403 AccessDenied';
const DOMAIN = 's3.example.test';
const FIVE_MIB = 5 * 1024 * 1024;

/** What every refusal tells beside its own fields. */
const told = (Code: string, status: number, more: object = {}): object => ({
  Code,
  status,
  ids: true,
  ...more,
});

const kept = (missing: string): string[] => ['kept', '204', `404 ${missing}`];

describeWithPython('boto3', 'boto3', (python) => {
  describe('with posix', () => {
    scenarios(python, 'posix');
  });
  describe('with memory', () => {
    scenarios(python, 'memory');
  });
  describeWith('openssl', 'over TLS', (openssl) => scenarios(python, 'posix', openssl));
});

function scenarios(python: string, backend: 'posix' | 'memory', openssl?: string): void {
  let gateway: GatewayProcess;
  let home: string;
  let trust: Record<string, string> = {};

  /** Flags that have the gateway served over TLS, with a certificate that the scripts trust. */
  const tls = async (program: string): Promise<string[]> => {
    const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => join(home, name)) as [
      string,
      string,
    ];
    const subject = [
      '-subj',
      '/CN=gateway',
      '-addext',
      `subjectAltName=IP:127.0.0.1,DNS:${DOMAIN},DNS:*.${DOMAIN}`,
    ];
    const made = ['-newkey', 'rsa:2048', '-noenc', '-days', '1', '-out', certificate, '-keyout', key];
    await runProgram(program, ['req', '-x509', ...made, ...subject]);
    trust = { AWS_CA_BUNDLE: certificate, SSL_CERT_FILE: certificate };
    return ['--cert', certificate, '--key', key];
  };

  /** What the script printed. */
  const play = async (script: string): Promise<unknown> => {
    const env = {
      ...trust,
      HOME: home,
      PYTHONDONTWRITEBYTECODE: '1',
      GATEWAY_URL: gateway.url,
      GATEWAY_DOMAIN: DOMAIN,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    return JSON.parse(await runProgram(python, [join(SCRIPTS, script)], { env, cwd: home }));
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'glassgate-boto3-'));
    const flags = [
      '--iam-dir',
      home,
      '--virtual-domain',
      DOMAIN,
      ...(openssl === undefined ? [] : await tls(openssl)),
    ];
    gateway = await GatewayProcess.start({ backend, flags });
  });

  afterAll(async () => {
    await gateway.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('keeps versions, hides them behind markers, restores and removes them', async () => {
    expect(await play('versioning.py')).toEqual({
      never: {},
      enabled: 'Enabled',
      contents: { current: 'second', first: 'first', null: 'before' },
      hidden: { marked: true, get: '404 NoSuchKey', 'head of the marker': '405 405', listed: 0 },
      restoring: {
        from: 'first',
        text: 'first',
        metadata: { round: '1' },
        history: ['restored version', 'marker marker', 'second version', 'first version', 'null version'],
        latest: ['restored'],
      },
      removing: {
        deleted: [
          { VersionId: 'marker', DeleteMarker: true, DeleteMarkerVersionId: 'marker' },
          { VersionId: 'restored' },
        ].map((entry) => ({ Key: 'folder/report ü.txt', ...entry })),
        errors: [
          {
            Key: 'folder/report ü.txt',
            VersionId: 'no-such-version',
            Code: 'NoSuchVersion',
            Message: 'The specified version does not exist.',
          },
        ],
        'current again': 'second',
        gone: '404 NoSuchVersion',
      },
      suspended: { version: 'null', null: 'suspended', versions: 3, bucket: '409 BucketNotEmpty' },
      emptied: '204',
    });
  });

  it('locks versions', async () => {
    expect(await play('object_lock.py')).toEqual({
      bucket: {
        versioning: 'Enabled',
        lock: { ObjectLockEnabled: 'Enabled' },
        suspend: '409 InvalidBucketState',
      },
      governance: {
        mode: 'GOVERNANCE',
        until: true,
        delete: DENIED,
        shorten: DENIED,
        extend: '200',
        extended: true,
        marker: '204',
        'bypass without permission': DENIED,
        'many without bypass': ['AccessDenied'],
        bypass: '204',
      },
      compliance: { bypass: DENIED, weaken: DENIED, overwritten: '200', kept: 'x' },
      hold: {
        status: { Status: 'ON' },
        delete: DENIED,
        release: '200',
        deleted: '204',
        'without retention': '404 NoSuchObjectLockConfiguration',
      },
      defaults: { kept: true, mode: 'GOVERNANCE', 'two days': true, parts: 'GOVERNANCE' },
      without: {
        configuration: '404 ObjectLockConfigurationNotFoundError',
        retention: '400 InvalidRequest',
        put: '400 InvalidRequest',
        'in the past': '400 InvalidArgument',
      },
    });
  });

  it('decides by bucket policies with conditions, for accounts and for anybody', async () => {
    expect(await play('policy.py')).toEqual({
      closed: {
        alice: DENIED,
        anonymous: DENIED,
        policy: '404 NoSuchBucketPolicy',
        status: '404 NoSuchBucketPolicy',
      },
      alice: {
        reads: 'team/plan',
        tagged: DENIED,
        outside: DENIED,
        writes: '200',
        deletes: DENIED,
        'lists the team': '200',
        'lists too many': DENIED,
        'lists all': DENIED,
        'copies from outside': DENIED,
        'copies inside': '200',
        'reads the policy': DENIED,
        public: { IsPublic: false },
      },
      anybody: {
        reads: 'public/page',
        head: '200',
        outside: DENIED,
        writes: DENIED,
        lists: DENIED,
        buckets: DENIED,
        'with another agent': DENIED,
      },
      public: { status: { IsPublic: true }, text: true },
      blocked: { reads: DENIED, owner: '200', 'new public policy': DENIED },
      broken: {
        json: '400 MalformedPolicy',
        principal: '400 MalformedPolicy',
        condition: '400 MalformedPolicy',
        deleted: '204',
        none: '404 NoSuchBucketPolicy',
      },
    });
  });

  it('decides by ACLs, ownership and the public access block', async () => {
    expect(await play('access.py')).toEqual({
      enforced: {
        ownership: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
        acl: [`FULL_CONTROL ${ACCESS_KEY}`],
        put: '400 AccessControlListNotSupported',
        'put object': '400 AccessControlListNotSupported',
        'full control': '200',
        create: '400 InvalidBucketAclWithObjectOwnership',
      },
      canned: {
        before: [DENIED, DENIED],
        anybody: 'page',
        'anybody lists': DENIED,
        object: [`FULL_CONTROL ${ACCESS_KEY}`, 'READ AllUsers'],
        bucket: ['READ BOB', 'WRITE BOB'],
        'bob lists': ['from bob', 'page'],
        "owner of bob's": 'BOB',
        'bob changes the ACL': DENIED,
        'anybody writes': DENIED,
      },
      written: {
        grants: [`FULL_CONTROL ${ACCESS_KEY}`, 'READ AllUsers', 'READ_ACP BOB'],
        'anybody lists': '200',
        'bob reads the ACL': '200',
        unknown: '400 InvalidArgument',
        email: '405 MethodNotAllowed',
        both: '400 InvalidRequest',
      },
      blocked: {
        kept: true,
        anybody: DENIED,
        'anybody lists': DENIED,
        new: DENIED,
        deleted: '204',
        none: '404 NoSuchPublicAccessBlockConfiguration',
        'anybody again': '200',
      },
      ownership: { given: true, deleted: '204', none: '404 OwnershipControlsNotFoundError' },
    });
  });

  it('keeps the documents of a bucket, and tags of objects', async () => {
    expect(await play('documents.py')).toEqual({
      tagging: kept('NoSuchTagSet'),
      cors: kept('NoSuchCORSConfiguration'),
      lifecycle: kept('NoSuchLifecycleConfiguration'),
      website: kept('NoSuchWebsiteConfiguration'),
      encryption: ['kept', '204', '200'],
      notification: ['kept'],
      logging: ['kept'],
      payment: ['kept'],
      acceleration: ['kept'],
      location: { LocationConstraint: null },
      objects: {
        count: 2,
        tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: 'two words' },
        ],
        replaced: '200',
        kept: true,
        twice: '400 InvalidTag',
        'too many': '400 BadRequest',
        deleted: '204',
        none: [],
      },
    });
  });

  it('joins parts that carry checksums, and moves 64 MiB in threads', async () => {
    const parts = {
      listed: [
        [1, FIVE_MIB],
        [2, FIVE_MIB],
        [3, 100],
      ],
      'sums listed': true,
      swapped: '400 InvalidPart',
      etag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/) as string,
      composite: true,
      head: true,
      attributes: [2 * FIVE_MIB + 100, 3],
      'second part': true,
      whole: true,
    };
    expect(await play('multipart.py')).toEqual({
      sha256: parts,
      sha1: parts,
      uploads: {
        listed: true,
        'too small': '400 EntityTooSmall',
        order: '400 InvalidPartOrder',
        'wrong part': '400 InvalidPart',
        aborted: ['204', '204', '204'],
        gone: '404 NoSuchUpload',
        copied: true,
      },
      transfer: {
        same: true,
        copy: true,
        etag: '-8"',
        size: 64 * 1024 * 1024,
        type: 'video/x-test',
        metadata: { colour: 'blue' },
        parts: 8,
      },
    });
  });

  it('signs URLs and forms for programs that have no keys', async () => {
    expect(await play('presigned.py')).toEqual({
      urls: {
        put: '200',
        'put without the signed header': '403 SignatureDoesNotMatch',
        get: ['200', 'by url', 'text/x-test', 'blue'],
        range: 'url',
        head: '200',
        list: '200',
        tampered: '403 SignatureDoesNotMatch',
        'other method': '403 SignatureDoesNotMatch',
        'too long': '400 AuthorizationQueryParametersError',
        stranger: '403 InvalidAccessKeyId',
      },
      forms: {
        stored: ['201', 'signed', 'photos/photo.jpg', '"781e5e245d69b566979b86e28d23f2c7"'],
        text: '0123456789',
        described: ['image/jpeg', { colour: 'red' }],
        'too large': '400 EntityTooLarge',
        'too small': '400 EntityTooSmall',
        condition: DENIED,
        'extra field': DENIED,
        signature: '403 SignatureDoesNotMatch',
        plain: '204',
        'plain text': '0123456789',
        redirected: '303 http://127.0.0.1:9/done?bucket=signed&key=back',
        unsigned: DENIED,
        'nothing stored': '404 404',
      },
    });
  });

  it('refuses so that botocore makes its own errors of it', async () => {
    expect(await play('errors.py')).toEqual({
      details: {
        NoSuchKey: told('NoSuchKey', 404, { Key: 'not there' }),
        NoSuchBucket: told('NoSuchBucket', 404, { BucketName: 'not-there' }),
        NoSuchUpload: told('NoSuchUpload', 404, { UploadId: 'no-such-upload' }),
        InvalidRange: told('InvalidRange', 416, { RangeRequested: 'bytes=10-', ActualObjectSize: '10' }),
        PreconditionFailed: told('PreconditionFailed', 412, { Condition: 'If-Match' }),
        NoSuchVersion: told('NoSuchVersion', 404, { Key: 'there', VersionId: '0'.repeat(32) }),
        InvalidArgument: told('InvalidArgument', 400, {
          ArgumentName: 'encoding-type',
          ArgumentValue: 'gzip',
        }),
        head: told('404', 404),
        BadDigest: told('BadDigest', 400, {
          ExpectedDigest: 'd41d8cd98f00b204e9800998ecf8427e',
          CalculatedDigest: 'ndTkYSaMgDT1yFZOFVxnpg==',
        }),
      },
      outcomes: {
        'not modified': '304 304',
        'not empty': '409 BucketNotEmpty',
        'bad name': '400 InvalidBucketName',
        digest: '400 InvalidDigest',
        'too many keys': '400 MalformedXML',
        'onto itself': '400 InvalidRequest',
        'foreign owner': DENIED,
        'customer key': '501 NotImplemented',
        'unknown account': '403 InvalidAccessKeyId',
        'wrong secret': '403 SignatureDoesNotMatch',
        'not restored': '403 InvalidObjectState',
        torrent: '501 NotImplemented',
        replication: '501 NotImplemented',
      },
      exceptions: { NoSuchKey: true, NoSuchBucket: true, NoSuchUpload: true, InvalidObjectState: true },
      waiters: { bucket: true, 'no bucket': true, object: true, 'no object': true, missing: false },
    });
  });

  it('reads queries over CSV and JSON as events', async () => {
    expect(await play('queries.py')).toEqual({
      rows: 'Ann,Köln\nCéline,Paris\n',
      quoted: '{"name":"Bob, the second"}\n{"name":"Céline"}\n',
      zipped: '3\n',
      counted: '50000,2499950000\n',
      events: ['Records', 'Stats', 'End'],
      every: true,
      progress: ['Records', 'Progress', 'Stats', 'End'],
      errors: { syntax: '400 ParseUnexpectedToken', missing: '404 NoSuchKey' },
    });
  });

  it('finds buckets by their host names', async () => {
    expect(await play('hosts.py')).toEqual({
      host: true,
      text: 'x',
      by_path: 'x',
      listed: ['a b/ü+%.txt', 'copy', 'parts'],
      buckets: true,
      missing: '404 NoSuchBucket',
      deleted: ['a b/ü+%.txt', 'copy', 'parts'],
      removed: '204',
    });
  });
}
