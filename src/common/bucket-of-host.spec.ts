import { bucketOfHost } from './bucket-of-host.js';

const DOMAINS = ['example.com', 's3.example.com', 'localhost'];

describe('bucketOfHost', () => {
  test.each([
    ['photos.example.com', 'photos'],
    ['photos.example.com:7070', 'photos'],
    ['photos.example.com.', 'photos'],
    ['Photos.EXAMPLE.com', 'photos'],
    ['my.photos.2026.localhost:80', 'my.photos.2026'],
    ['photos.s3.example.com', 'photos'],
  ])('finds the bucket of %s', (host, bucket) => {
    expect(bucketOfHost(host, DOMAINS)).toBe(bucket);
  });

  test('takes the longest domain, in whatever order they stand', () => {
    expect(bucketOfHost('a.s3.example.com', DOMAINS.toReversed())).toBe('a');
  });

  test.each([
    'localhost',
    'localhost:7070',
    '.localhost',
    'notlocalhost',
    'photos.example.org',
    '127.0.0.1:7070',
    '[::1]:7070',
    '',
    undefined,
    `${'a.'.repeat(200)}localhost`,
  ])('finds none in %s', (host) => {
    expect(bucketOfHost(host, DOMAINS)).toBeUndefined();
  });
});
