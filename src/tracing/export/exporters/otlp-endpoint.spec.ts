import { otlpEndpoint } from './otlp-endpoint.js';

const read = (endpoint: string, useHttp = false, insecure?: boolean) =>
  otlpEndpoint({ endpoint, useHttp, insecure });

describe('otlpEndpoint', () => {
  it.each([
    ['localhost:4317', 'http://localhost:4317'],
    ['127.0.0.1:4317', 'http://127.0.0.1:4317'],
    ['[::1]:4317', 'http://[::1]:4317'],
    ['collector.example:4317', 'https://collector.example:4317'],
    ['http://collector.example:4317', 'http://collector.example:4317'],
    ['https://localhost:4317/', 'https://localhost:4317'],
    ['localhost:4318', 'http://localhost:4318'],
  ])('reads %s as gRPC to %s', (endpoint, url) => {
    expect(read(endpoint)).toEqual({ protocol: 'grpc', url });
  });

  it.each([
    ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
    ['http://localhost:4318/', 'http://localhost:4318/v1/traces'],
    ['http://localhost:4318/v1/traces', 'http://localhost:4318/v1/traces'],
    ['https://api.example:4318/otlp', 'https://api.example:4318/otlp/v1/traces'],
  ])('reads %s as HTTP to %s', (endpoint, url) => {
    expect(read(endpoint)).toEqual({ protocol: 'http', url });
  });

  it('selects HTTP when asked, whatever the port', () => {
    expect(read('localhost:9999', true)).toEqual({
      protocol: 'http',
      url: 'http://localhost:9999/v1/traces',
    });
    expect(read('https://api.honeycomb.io', true)).toEqual({
      protocol: 'http',
      url: 'https://api.honeycomb.io/v1/traces',
    });
  });

  it('lets the insecure switch decide for an endpoint without a scheme only', () => {
    expect(read('collector.example:4317', false, true).url).toBe('http://collector.example:4317');
    expect(read('localhost:4317', false, false).url).toBe('https://localhost:4317');
    expect(read('https://collector.example:4317', false, true).url).toBe('https://collector.example:4317');
  });

  it('refuses what is neither host:port nor a URL', () => {
    expect(() => read('not an endpoint')).toThrow('neither host:port nor a URL');
  });
});
