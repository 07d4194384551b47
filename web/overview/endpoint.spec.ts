import { endpointOf } from './endpoint.js';

describe('endpointOf', () => {
  it.each([
    ['http://127.0.0.1:7070', 'page.example', 'http://page.example:7070'],
    ['http://localhost:9000', '127.0.0.1', 'http://127.0.0.1:9000'],
    ['https://[::1]:9000', '[::1]', 'https://[::1]:9000'],
    ['http://gateway.lan:7070', 'page.example', 'http://gateway.lan:7070'],
    ['unix:/run/gateway.sock', 'page.example', 'unix:/run/gateway.sock'],
  ])('of %s, for a page at %s, is %s', (gatewayUrl, host, url) => {
    expect(endpointOf(gatewayUrl, host)).toBe(url);
  });
});
