import { ALL_OPERATIONS } from '../../src/s3/operation/operation.resolver.js';
import { OperationDispatcher } from '../../src/s3/operation/operation.dispatcher.js';
import { errorOf, expectIds } from '../support/answer.js';
import { useGateway } from '../support/http-subject.js';
import { RawConnection } from '../support/raw-connection.js';
import { ROOT } from '../support/test-gateway.js';

describe('operations that are not served', () => {
  const gateway = useGateway({}, 'photos');

  it('answer NotImplemented, every one of them, and change nothing', async () => {
    await gateway().send('PUT', '/photos/a', { body: 'hello' }).expect(200);
    const served = gateway().application.nest.get(OperationDispatcher).served();
    const rows = ALL_OPERATIONS.filter(({ name, action }) => !served.has(name) && action !== undefined);
    expect(rows.length).toBeGreaterThan(10);
    for (const { name, method, level, query = [] } of rows) {
      const path = `/photos${level === 'object' ? '/a' : ''}?${query.join('&')}`;
      expect([name, errorOf(await gateway().send(method, path))]).toEqual([
        name,
        {
          status: 501,
          Code: 'NotImplemented',
          Message: 'A header or query you provided implies functionality that is not implemented',
          Header: name,
        },
      ]);
    }
    const read = await gateway().send('GET', '/photos/a').expect(200);
    expect(read.body.toString()).toBe('hello');
  });

  it('are denied to callers without a signature before that', async () => {
    const answer = await gateway().send('GET', '/photos?website', { as: null });
    expect(errorOf(answer)).toEqual({ status: 403, Code: 'AccessDenied', Message: 'Access Denied' });
  });

  it.each([
    ['POST', '/', 'SERVICE', 'GET'],
    ['DELETE', '/', 'SERVICE', 'GET'],
    ['PUT', '/', 'SERVICE', 'GET'],
    ['PATCH', '/photos', 'BUCKET', 'HEAD, DELETE, POST, GET, PUT'],
    ['PATCH', '/photos/a', 'OBJECT', 'HEAD, DELETE, GET, PUT'],
    ['POST', '/photos/a', 'OBJECT', 'HEAD, DELETE, GET, PUT'],
    ['DELETE', '/photos/a?acl', 'ACL', 'GET, PUT'],
    ['POST', '/photos/a?tagging', 'OBJECT_TAGGING', 'DELETE, GET, PUT'],
    ['POST', '/photos?tagging', 'TAGGING', 'DELETE, GET, PUT'],
    ['DELETE', '/photos?versions', 'BUCKETVERSIONS', 'GET'],
    ['PUT', '/photos/a?uploadId=x', 'UPLOAD', 'DELETE, POST, GET'],
    ['PUT', '/photos?location', 'LOCATION', 'GET'],
    ['PATCH', '/photos/a?partNumber=1&uploadId=x', 'PART', 'PUT'],
    ['PATCH', '/?acl', 'SERVICE', 'GET'],
    ['GET', '/photos?delete', 'MULTI_OBJECT_DELETE', 'POST'],
    ['GET', '/absent?delete', 'MULTI_OBJECT_DELETE', 'POST'],
    ['GET', '/photos/a?delete', 'MULTI_OBJECT_DELETE', 'POST'],
    ['GET', '/photos?restore', 'RESTORE', 'POST'],
    ['GET', '/photos?metadataJournalTable', 'BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION', 'PUT'],
    ['GET', '/photos?torrent', 'TORRENT', 'GET'],
    ['GET', '/photos/a?restore', 'RESTORE', 'POST'],
    ['GET', '/photos/a?select&select-type=2', 'SELECT', 'POST'],
    ['GET', '/photos/a?encryption', 'OBJECT_ENCRYPTION', 'PUT'],
    ['GET', '/photos/a?partNumber=1&uploadId=x', 'PART', 'PUT'],
    ['POST', '/photos/a?annotation', 'OBJECT_ANNOTATIONS', 'DELETE, GET, PUT'],
    ['PUT', '/photos/a?location', 'LOCATION', 'GET'],
    ['DELETE', '/photos/a?partNumber=1', 'OBJECT', 'HEAD, DELETE, GET, PUT'],
  ])('answer %s %s with MethodNotAllowed where S3 has none', async (method, path, type, allow) => {
    const answer = await gateway().send(method, path);
    expectIds(answer);
    expect(errorOf(answer)).toEqual({
      status: 405,
      Code: 'MethodNotAllowed',
      Message: 'The specified method is not allowed against this resource.',
      Method: method,
      ResourceType: type,
    });
    expect(answer.headers['allow']).toBe(allow);
  });

  it.each([
    ['/photos?acl', 'GET, PUT'],
    ['/photos?delete', 'POST'],
    ['/photos/a?tagging', 'DELETE, GET, PUT'],
    ['/photos/a?uploadId=x', 'DELETE, POST, GET'],
    ['/photos/absent?uploads', 'POST'],
    ['/photos/a?policy', 'DELETE, GET, PUT'],
  ])('answer HEAD %s with MethodNotAllowed', async (path, allow) => {
    const answer = await gateway().send('HEAD', path);
    expectIds(answer);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
  });

  it.each([
    ['GET', '/photos?delete'],
    ['PATCH', '/photos/a'],
    ['DELETE', '/'],
  ])('answer %s %s to callers without a signature, and look at one that there is', async (method, path) => {
    expect(errorOf(await gateway().send(method, path, { as: null }))).toMatchObject({
      status: 405,
      Code: 'MethodNotAllowed',
    });
    const forged = { ...ROOT, secret: 'another' };
    expect(errorOf(await gateway().send(method, path, { as: forged }))).toMatchObject({
      status: 403,
      Code: 'SignatureDoesNotMatch',
    });
  });

  it.each(['TRACE', 'LINK', 'PROPFIND'])('are no HTTP by the method %s', async (method) => {
    for (const path of ['/', '/photos', '/photos/a']) {
      const connection = await RawConnection.open(gateway().url);
      connection.head(method, path, { host: 'a' });
      const answer = await connection.response();
      connection.destroy();
      expect(errorOf(answer)).toEqual({
        status: 400,
        Code: 'BadRequest',
        Message: 'An error occurred when parsing the HTTP request.',
      });
      expect(answer.headers).not.toHaveProperty('allow');
    }
  });
});
