import type { VNode } from 'preact';
import type { PipelineState } from '../../src/console/model/pipeline-state.js';
import { useResource } from '../api/use-resource.js';
import { CopyButton } from '../ui/copy-button.js';
import { endpointOf } from './endpoint.js';

/** What to do when nothing was asked of the gateway yet. */
export function EmptyStore({ title }: { readonly title: string }): VNode {
  const { data } = useResource<PipelineState>('/api/pipeline');
  const endpoint = data?.gatewayUrl && endpointOf(data.gatewayUrl, location.hostname);
  const command = `aws --endpoint-url ${endpoint ?? '…'} s3 ls`;
  return (
    <section class="card empty-store">
      <h2>{title}</h2>
      <p>
        Every request to the gateway shows up here within seconds. Send one with the keys that it printed at
        its start:
      </p>
      <p class="command">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
      <p class="quiet">
        Or drop a file of Jaeger or OTLP JSON on this page, or send spans to{' '}
        <code>{location.origin}/v1/traces</code>.
      </p>
    </section>
  );
}
