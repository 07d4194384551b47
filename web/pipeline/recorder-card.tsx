import type { VNode } from 'preact';
import type { GatewayPipeline } from '../../src/console/model/pipeline-state.js';
import { formatBytes, formatCount } from '../format/number.js';
import { FactList } from '../ui/fact-list.js';

export function RecorderCard({
  gateway: { recorder, consoleDropped, consolePassedOver },
}: {
  readonly gateway: GatewayPipeline;
}): VNode {
  return (
    <section class="card">
      <h2>Recorder</h2>
      <FactList
        facts={[
          ['Traces under way', formatCount(recorder.roots)],
          ['Memory they take', formatBytes(recorder.bytes)],
          ['Admits new ones', recorder.isFull ? <span class="error-text">no, it is full</span> : 'yes'],
          ['Counted without their spans', formatCount(consolePassedOver)],
          ['Lost on the way to the console', formatCount(consoleDropped)],
        ]}
      />
    </section>
  );
}
