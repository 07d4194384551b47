import { readContentMd5, readDeclaredChecksum } from '../../checksum/checksum-request.js';
import { VerifiedBody } from '../../checksum/verified-body.js';
import { S3Error } from '../../errors/s3.error.js';
import type { S3Request } from '../request/s3-request.js';
import type { XmlElement } from '../xml/xml.element.js';
import { readXml } from '../xml/xml.reader.js';
import { openRequestBody } from './request-body.js';

/** Bytes of a document. Source: versitygw, whose limit its clients know. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export interface DocumentRules {
  /** The operation asks for Content-MD5 or a checksum header. */
  readonly digestRequired?: boolean;
  /** Checksum headers speak of an object, not of this document (CompleteMultipartUpload). */
  readonly objectChecksums?: boolean;
  /** Bytes, where S3 allows this document fewer than others. */
  readonly maxBytes?: number;
}

/**
 * The XML document of a request, verified like any body.
 * @throws S3Error MalformedXML, MissingRequestBodyError, MaxMessageLengthExceeded, and as `uploadBody`
 */
export async function readDocument(
  request: S3Request,
  root: string,
  rules: DocumentRules = {},
): Promise<XmlElement> {
  const document = await readOptionalDocument(request, root, rules);
  if (!document) throw new S3Error('MissingRequestBodyError');
  return document;
}

/** `undefined` when the body is empty. */
export async function readOptionalDocument(
  request: S3Request,
  root: string,
  rules: DocumentRules = {},
): Promise<XmlElement | undefined> {
  const bytes = await readDocumentBytes(request, rules);
  return bytes.length === 0 ? undefined : readXml(bytes, root, { maxBytes: MAX_DOCUMENT_BYTES });
}

/** The bytes of a document, verified but not read; empty when there is no body. @throws S3Error as `readDocument` */
export async function readDocumentBytes(request: S3Request, rules: DocumentRules = {}): Promise<Buffer> {
  if (!announcesBody(request)) return NOTHING;
  return collect(openDocument(request, rules));
}

const NOTHING = Buffer.alloc(0);

function announcesBody(request: S3Request): boolean {
  return request.header('content-length') !== undefined || request.header('transfer-encoding') !== undefined;
}

function openDocument(request: S3Request, rules: DocumentRules): VerifiedBody {
  const header = (name: string): string | undefined => request.header(name);
  const declared = rules.objectChecksums ? undefined : readDeclaredChecksum(header);
  const contentMd5 = readContentMd5(header);
  if (rules.digestRequired && !declared && !contentMd5) {
    throw new S3Error(
      'InvalidRequest',
      {},
      { message: 'Missing required header for this request: Content-MD5' },
    );
  }
  const { source, size, trailers } = openRequestBody(request);
  const { maxBytes = MAX_DOCUMENT_BYTES } = rules;
  if (size > maxBytes) {
    throw new S3Error('MaxMessageLengthExceeded', { MaxMessageLengthBytes: maxBytes });
  }
  const sha256 = request.payload.kind === 'sha256' ? request.payload.digest : undefined;
  return new VerifiedBody({ source, size, sha256, contentMd5, declared, trailers });
}

async function collect(body: VerifiedBody): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(body.size);
  let filled = 0;
  for await (const chunk of body.read()) filled += chunk.copy(bytes, filled);
  return bytes;
}
