import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signRequest } from '../../src/auth/sigv4/sign-request.js';
import { damage } from '../support/damage.js';
import { eventually } from '../support/eventually.js';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from '../support/gateway-process.js';
import { makeDirectory } from '../support/http-subject.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { SentrySink } from '../support/sentry-sink.js';
import { freePort } from '../support/free-port.js';

function send(url: string, method: string, body?: string): Promise<Response> {
  const keys = { region: REGION, access: ACCESS_KEY, secret: SECRET_KEY };
  return fetch(url, { method, body, headers: signRequest({ method, url, body, ...keys }) });
}

type Line = Readonly<Record<string, unknown>>;

const jsonLines = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);

describe('one fault of the driver', () => {
  it('has the same trace id wherever it is told', async () => {
    const [receiver, sink] = [await OtlpReceiver.start('grpc'), await SentrySink.start()];
    const [sidecar, logs] = [await makeDirectory(), await makeDirectory()];
    const metrics = `127.0.0.1:${await freePort()}`;
    const audit = join(logs, 'access.log');
    const gateway = await GatewayProcess.start({
      flags: [
        `--sidecar=${sidecar}`,
        `--otel-endpoint=${receiver.endpoint}`,
        `--sentry-dsn=${sink.dsn}`,
        `--metrics-port=${metrics}`,
        `--access-log=${audit}`,
        '--access-log-format=json',
        '--log-format=json',
      ],
    });
    try {
      await send(`${gateway.url}/photos`, 'PUT');
      await send(`${gateway.url}/photos/damaged`, 'PUT', 'hello');
      await damage(sidecar, 'damaged', 'no record');
      const answer = await send(`${gateway.url}/photos/damaged`, 'GET');
      expect(answer.status).toBe(500);
      const traceId = answer.headers.get('x-trace-id')!;
      const requestId = answer.headers.get('x-amz-request-id')!;
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);

      const spans = await receiver.waitFor((all) =>
        all.some((span) => span.traceId === traceId && span.kind === 'SERVER'),
      );
      const span = spans.find((one) => one.traceId === traceId && one.kind === 'SERVER');
      expect(span).toMatchObject({ name: 'S3.GetObject', status: { code: 'ERROR' } });

      const event = await sink.find(({ tags }) => tags?.['aws.request_id'] === requestId);
      expect(event.contexts?.trace).toMatchObject({ trace_id: traceId, span_id: span?.spanId });
      expect(span?.attributes['sentry.event_id']).toBe(event.event_id);

      const about = (lines: readonly Line[]): Line[] => lines.filter((line) => line['trace_id'] === traceId);
      const logged = await eventually(() =>
        about(jsonLines(gateway.logs)).find(({ level }) => level === 'error'),
      );
      expect(logged).toMatchObject({ trace_id: traceId, span_id: span?.spanId });

      const audited = await eventually(async () => {
        const lines = jsonLines(await readFile(audit, 'utf8'));
        return lines.find((line) => JSON.stringify(line).includes(requestId));
      });
      expect(JSON.stringify(audited)).toContain(traceId);

      const accept = { accept: 'application/openmetrics-text; version=1.0.0' };
      const exposition = await (await fetch(`http://${metrics}/metrics`, { headers: accept })).text();
      const exemplars = exposition
        .split('\n')
        .filter((line) => line.startsWith('traces_span_metrics_') && line.includes(`trace_id="${traceId}"`));
      expect(exemplars).not.toEqual([]);
      expect(exemplars.join('\n')).toContain('span_name="S3.GetObject"');
    } finally {
      gateway.signal('SIGTERM');
      expect(await gateway.exitCode()).toBe(0);
      await Promise.all([receiver.stop(), sink.stop()]);
    }
  }, 60_000);
});
