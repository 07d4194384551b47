import type { VNode } from 'preact';
import { Dialog } from '../ui/dialog.js';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['↑', '↓'], 'Next or previous row of the waterfall'],
  [['→'], 'Expand, or go to the first child'],
  [['←'], 'Collapse, or go to the parent'],
  [['Enter'], 'Show the details of the span'],
  [['Home', 'End'], 'First and last row'],
  [['n', 'p'], 'Next and previous error'],
  [['f'], 'Show only the subtree of the span, and all again'],
  [['+', '−', '0'], 'Zoom in on the span, out, and to the whole trace'],
  [['/'], 'Filter the spans, or search'],
  [['Esc'], 'Close the details'],
  [['?'], 'This help'],
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }): VNode {
  return (
    <Dialog title="Keyboard and queries" onClose={onClose}>
      <dl class="key-list">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h3>Queries</h3>
      <p>
        The search, and the filter of a trace, take conditions on spans as TraceQL has them. Scopes are{' '}
        <code>span.</code>, <code>resource.</code>, <code>event.</code> and <code>link.</code>; besides there
        are <code>name</code>, <code>status</code>, <code>kind</code> and <code>duration</code>. While you
        type a search, <kbd>↓</kbd> goes to what can come next.
      </p>
      <pre class="example">{'{ span.s3.operation = "GetObject" && status = error }'}</pre>
      <pre class="example">{'{ name =~ "Posix.*" && duration > 5ms }'}</pre>
    </Dialog>
  );
}
