import type { IncomingHttpHeaders } from 'node:http';
import type { AuthorizableRequest } from '../../acl/authorizable-request.js';
import type { PostForm } from '../../auth/sigv4/post-policy.js';
import { missingField } from '../../auth/sigv4/post-policy-signature.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';
import { checkTags, readTagging } from '../request/tags.js';
import { checkKey } from '../request/target.js';
import type { WriteRequest } from '../request/write-request.js';
import { readXml } from '../xml/xml.reader.js';

/** Fields that say what a header of PutObject says. Source: S3 API Reference, "POST Object", form fields. */
const AS_HEADERS = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'content-type',
  'expires',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
]);

const AS_HEADERS_BY_PREFIX = [
  'x-amz-checksum-',
  'x-amz-meta-',
  'x-amz-object-lock-',
  'x-amz-server-side-encryption',
];

/** Headers of the request itself that decisions ask for. */
const OWN_HEADERS = ['user-agent', 'referer', 'x-amz-expected-bucket-owner'];

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const NO_HEADER_TEXT = /[^\t -~\u0080-\uffff]/;

const FILENAME = '${filename}';

/** A form as the PutObject that it stands for: to whoever reads headers, its fields are headers. */
export class FormRequest implements PostForm, WriteRequest, AuthorizableRequest {
  readonly fields: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly copySource = undefined;

  /** @throws S3Error MalformedXML, BadRequest, InvalidTag (tagging), InvalidArgument (what no header can hold) */
  constructor(
    private readonly request: S3Request,
    fields: ReadonlyMap<string, string>,
    filename: string,
  ) {
    this.fields = withFilename(fields, filename);
    this.headers = headersOf(request, this.fields);
  }

  get bucket(): string {
    return this.request.bucket;
  }

  /** @throws S3Error InvalidArgument, KeyTooLongError, InvalidURI */
  get key(): string {
    const key = this.fields.get('key');
    if (key === undefined) throw missingField('key');
    if (key !== '') return checkKey(key);
    const message = 'User key must have a length greater than 0.';
    throw new S3Error('InvalidArgument', { ArgumentName: 'key', ArgumentValue: '' }, { message });
  }

  get target(): AuthorizableRequest['target'] {
    return { bucket: this.bucket, key: this.key };
  }

  get caller(): S3Request['caller'] {
    return this.request.caller;
  }

  get operation(): S3Request['operation'] {
    return this.request.operation;
  }

  get query(): S3Request['query'] {
    return this.request.query;
  }

  get clientAddress(): string | undefined {
    return this.request.clientAddress;
  }

  get isSecure(): boolean {
    return this.request.isSecure;
  }

  get tlsVersion(): string | undefined {
    return this.request.tlsVersion;
  }

  get bucketRecord(): Bucket | undefined {
    return this.request.bucketRecord;
  }

  set bucketRecord(bucket: Bucket | undefined) {
    this.request.bucketRecord = bucket;
  }

  get existingBucket(): Bucket {
    return this.request.existingBucket;
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }
}

/** Source: "POST Object": `${filename}` is recognised by all fields. The policy stays as it was signed. */
function withFilename(fields: ReadonlyMap<string, string>, filename: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(fields, ([name, value]) => [
      name,
      name === 'policy' ? value : value.replaceAll(FILENAME, () => filename),
    ]),
  );
}

function headersOf(request: S3Request, fields: ReadonlyMap<string, string>): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const name of OWN_HEADERS) headers[name] = request.header(name);
  for (const [name, value] of fields) {
    // A field that was left empty says nothing.
    if (isHeader(name) && (value !== '' || name.startsWith('x-amz-meta-')))
      headers[name] = headerValue(name, value);
  }
  const acl = fields.get('acl');
  if (acl) headers['x-amz-acl'] = headerValue('acl', acl);
  const tagging = fields.get('tagging');
  if (tagging) headers['x-amz-tagging'] = taggingOf(tagging);
  return headers;
}

const isHeader = (name: string): boolean =>
  AS_HEADERS.has(name) || AS_HEADERS_BY_PREFIX.some((prefix) => name.startsWith(prefix));

/** As Node gives headers: one character per byte. */
function headerValue(name: string, value: string): string {
  if (HEADER_NAME.test(name) && !NO_HEADER_TEXT.test(value))
    return Buffer.from(value, 'utf8').toString('latin1');
  throw new S3Error('InvalidArgument', {
    ArgumentName: name.slice(0, 256),
    ArgumentValue: value.slice(0, 256),
  });
}

/** The document of the form as the header of PutObject has it. */
function taggingOf(document: string): string {
  const tags = checkTags(readTagging(readXml(document, 'Tagging')));
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}
