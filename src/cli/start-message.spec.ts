import { readSettings } from '../config/settings.reader.js';
import { startMessage } from './start-message.js';

const flags = { access: 'KEY', secret: 'hush-hush', DIR: '.' };
const urls = ['http://127.0.0.1:7070', 'http://127.0.0.1:7071'];

describe('startMessage', () => {
  test('says what is served, where, and where traces go', () => {
    const settings = readSettings({
      backend: 'posix',
      flags: { ...flags, 'otel-endpoint': 'http://me:hush-hush@collector:4318' },
    });
    const message = startMessage(settings, urls);
    expect(message).toContain(`${process.cwd()} at ${urls.join(', ')}`);
    expect(message).toContain('traces to http://collector:4318');
    expect(message).not.toContain('hush-hush');
  });

  test('names everybody who gets traces', () => {
    const exporters = { 'otel-exporter': 'otlp,console,file,zipkin,gcp', 'otel-file': '/tmp/traces.jsonl' };
    const zipkin = { 'otel-zipkin-endpoint': 'http://me:hush-hush@zipkin:9411/api/v2/spans' };
    const message = (more: object): string =>
      startMessage(readSettings({ backend: 'posix', flags: { ...flags, ...more } }), urls);
    expect(message({ ...exporters, ...zipkin })).toContain(
      'traces to localhost:4317 and standard error and /tmp/traces.jsonl and http://zipkin:9411/api/v2/spans and ' +
        'Google Cloud Trace\n',
    );
    expect(message({ 'otel-exporter': 'none', 'otel-enabled': 'true' })).toContain(', no traces\n');
  });

  test('shows the keys that this start supplied, in a command that works', () => {
    const settings = readSettings({ backend: 'posix', flags: { ...flags, region: 'eu-1' } });
    expect(startMessage(settings, urls, { supplied: { access: 'MADE', secret: 'made-secret' } })).toContain(
      'AWS_ACCESS_KEY_ID=MADE AWS_SECRET_ACCESS_KEY=made-secret AWS_DEFAULT_REGION=eu-1 ' +
        'aws --endpoint-url http://127.0.0.1:7070 s3 ls',
    );
  });

  test('says how the console is opened, and shows a token that was made for it but none that was given', () => {
    const consoleUrl = 'http://127.0.0.1:7072/?token=made-at-the-start';
    const message = (more: object): string =>
      startMessage(readSettings({ backend: 'posix', flags: { ...flags, ...more } }), urls, { consoleUrl });
    expect(message({})).toContain(`, traces to the console\nconsole: ${consoleUrl}\n`);
    expect(message({ 'console-token': 'made-at-the-start' })).toContain(
      '\nconsole: http://127.0.0.1:7072/\n',
    );
    expect(startMessage(readSettings({ backend: 'posix', flags }), urls)).not.toContain('console');
  });
});
