import { readSettings } from '../../config/settings.reader.js';
import { effectiveSettings } from './effective-settings.js';

describe('effectiveSettings', () => {
  it('says what holds, by flag, and nothing secret', () => {
    const secret = 'Zk9Qv1Secret-of-16';
    const settings = readSettings({
      backend: 'posix',
      flags: {
        access: 'root',
        secret,
        DIR: '.',
        'console-port': '127.0.0.1:7071',
        'console-token': secret,
        'otel-endpoint': `http://user:${secret}@localhost:4318`,
        'otel-headers': `x-key=${secret}`,
        'otel-sample-rate': '0.5',
        'sentry-dsn': `https://${secret.replaceAll('-', '')}@sentry.example.com/1`,
      },
    });
    const shown = effectiveSettings(settings);
    expect(shown).toMatchObject({
      'console-port': '127.0.0.1:7071',
      'console-traces': '50000',
      'console-memory': '64MiB',
      'otel-sample-rate': '0.5',
      'otel-keep-slow': '1s',
    });
    expect(Object.keys(shown)).not.toContain('console-token');
    expect(JSON.stringify(shown)).not.toContain('Zk9Qv1Secret');
  });
});
