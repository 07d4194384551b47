import { listUploads } from './list-uploads.js';
import type { MultipartUpload } from './multipart.js';

const upload = (key: string, uploadId: string, second: number): MultipartUpload => ({
  bucket: 'bucket',
  key,
  uploadId,
  initiated: new Date(second * 1000),
  initiator: 'x',
  storageClass: 'STANDARD',
});

const UPLOADS = [upload('b', '1', 5), upload('a', '9', 1), upload('a', '2', 3), upload('a', '3', 3)];
const QUERY = { prefix: '', delimiter: '', keyMarker: '', uploadIdMarker: '', maxUploads: 1000 };
const ids = (query: object) =>
  listUploads(UPLOADS, { ...QUERY, ...query }).uploads.map((one) => one.uploadId);

describe('listUploads', () => {
  it('orders by key, then time, then id', () => {
    expect(ids({})).toEqual(['9', '2', '3', '1']);
  });

  it('starts behind the marked upload of a key, or behind the key', () => {
    expect(ids({ keyMarker: 'a', uploadIdMarker: '9' })).toEqual(['2', '3', '1']);
    expect(ids({ keyMarker: 'a' })).toEqual(['1']);
  });

  it('shows every upload to a client that ends those of each page', () => {
    const left = UPLOADS.filter((one) => one.uploadId !== '9');
    const query = { ...QUERY, keyMarker: 'a', uploadIdMarker: '9' };
    expect(listUploads(left, query).uploads.map((one) => one.uploadId)).toEqual(['2', '3', '1']);
  });

  it('gives both markers of a page that is truncated, and none of the last page', () => {
    const first = listUploads(UPLOADS, { ...QUERY, maxUploads: 2 });
    expect(first).toMatchObject({ isTruncated: true, nextKeyMarker: 'a', nextUploadIdMarker: '2' });
    expect(listUploads(UPLOADS, QUERY)).not.toHaveProperty('nextKeyMarker');
  });
});
