import { deleteMarkerError } from './delete-marker.js';

const marker = { key: 'a/key', versionId: 'id', lastModified: new Date('2026-01-15T12:00:00.750Z') };
const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'id' };

describe('deleteMarkerError', () => {
  it('is NoSuchKey where the marker is the newest version', () => {
    const error = deleteMarkerError(marker, false);
    expect(error).toMatchObject({ code: 'NoSuchKey', status: 404, details: { Key: 'a/key' } });
    expect(error.headers).toEqual(headers);
  });

  it('is MethodNotAllowed where the marker itself was asked for', () => {
    const error = deleteMarkerError(marker, true);
    expect(error).toMatchObject({ code: 'MethodNotAllowed', status: 405 });
    expect(error.details).toEqual({ Method: 'GET', ResourceType: 'DeleteMarker' });
    const lastModified = 'Thu, 15 Jan 2026 12:00:00 GMT';
    expect(error.headers).toEqual({ ...headers, Allow: 'DELETE', 'Last-Modified': lastModified });
  });
});
