import { endpointOf } from './endpoint.js';

describe('endpointOf', () => {
  it.each([
    [{ port: '127.0.0.1:7070' }, 'http://127.0.0.1:7070'],
    [{ port: ':9000' }, 'http://page.example:9000'],
    [{ port: '0.0.0.0:9000,127.0.0.1:1' }, 'http://page.example:9000'],
    [{ port: '[::1]:9000', cert: 'a.pem' }, 'https://[::1]:9000'],
    [{ port: '9000' }, 'http://page.example:9000'],
    [{}, 'http://page.example:7070'],
  ])('of %p is %s', (settings, url) => {
    expect(endpointOf(settings, 'page.example')).toBe(url);
  });
});
