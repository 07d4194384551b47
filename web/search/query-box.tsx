import type { VNode } from 'preact';
import type { ApiError } from '../api/client.js';

interface QueryBoxProps {
  readonly value: string;
  /** What is wrong with `value`. */
  readonly error?: ApiError;
  onSubmit(this: void): void;
}

/** A query in TraceQL. Enter searches, Shift+Enter begins a line. */
export function QueryBox({ value, error, onSubmit }: QueryBoxProps): VNode {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <div class="query-box">
      <label class="field">
        <span>TraceQL</span>
        <textarea
          name="q"
          rows={value.includes('\n') ? 4 : 1}
          defaultValue={value}
          placeholder='{ span.s3.operation = "GetObject" && duration > 10ms }'
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'query-error' : undefined}
          spellcheck={false}
          onKeyDown={onKey}
        />
      </label>
      {error && (
        <div id="query-error" class="query-error" role="alert">
          <p>{error.message}</p>
          {error.position !== undefined && value !== '' && <Place text={value} position={error.position} />}
        </div>
      )}
    </div>
  );
}

/** Characters before and after the place. */
const AROUND = 60;

function Place({ text, position }: { readonly text: string; readonly position: number }): VNode {
  const from = Math.max(0, position - AROUND);
  const wrong = text.slice(position, position + 1);
  return (
    <pre class="query-place">
      {text.slice(from, position)}
      <mark>{wrong.trim() === '' ? '␣' : wrong}</mark>
      {text.slice(position + 1, position + AROUND)}
    </pre>
  );
}
