import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ObjectAttributes } from '../../backend/model/object.js';
import { objectAttributes } from '../request/object-attributes.js';
import { S3Request } from '../request/s3-request.js';
import { objectHeaders } from './object-headers.js';

const headersOf = (attributes: ObjectAttributes) =>
  objectHeaders({
    key: 'a',
    size: 0,
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    lastModified: new Date(0),
    storageClass: 'STANDARD',
    attributes,
  });

/** As Node gives the headers of a request: one character per byte. */
function attributesOf(headers: Record<string, string>): ObjectAttributes {
  const raw = new IncomingMessage(new Socket());
  raw.headers = headers;
  const request = new S3Request(raw, new ServerResponse(raw));
  request.bucketRecord = { name: 'photos', owner: '', createdAt: new Date(0), documents: {} };
  return objectAttributes(request);
}

describe('headers of an object', () => {
  const text = 'attachment; filename="é€😀.txt"';
  const bytes = Buffer.from(text, 'utf8').toString('latin1');

  it('are kept as text and go out as the UTF-8 that came in', () => {
    const attributes = attributesOf({ 'content-disposition': bytes, 'x-amz-meta-name': bytes });
    expect(attributes.headers.contentDisposition).toBe(text);
    expect(attributes.userMetadata).toEqual({ name: text });
    expect(headersOf(attributes)).toMatchObject({ 'Content-Disposition': bytes, 'x-amz-meta-name': bytes });
  });

  it('that are no UTF-8 are taken as ISO 8859-1, and no character is lost', () => {
    const attributes = attributesOf({ 'content-disposition': 'caf\xe9', 'x-amz-meta-name': 'caf\xe9' });
    expect(attributes.headers.contentDisposition).toBe('café');
    expect(attributes.userMetadata).toEqual({ name: 'café' });
  });
});
