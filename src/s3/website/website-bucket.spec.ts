import { bucketOfWebsite } from './website-bucket.js';

describe('the bucket of a website', () => {
  it.each([
    ['photos.web.test', 'photos'],
    ['my.photos.web.test:8080', 'my.photos'],
    ['web.test', 'web.test'],
    ['WWW.Example.com.:80', 'www.example.com'],
    ['localhost', 'localhost'],
    ['[::1]:8080', '[::1]'],
    ['', ''],
    [undefined, ''],
  ])('of host %s is %s', (host, bucket) => {
    expect(bucketOfWebsite(host, ['web.test'])).toBe(bucket);
  });
});
