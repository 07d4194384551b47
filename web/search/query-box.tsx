import type { VNode } from 'preact';
import type { ApiError } from '../api/client.js';
import { QueryField } from './query-field.js';

interface QueryBoxProps {
  readonly value: string;
  /** What is wrong with `value`. */
  readonly error?: ApiError;
}

const ERROR = 'query-error';

/** A query in TraceQL, and where it is wrong. */
export function QueryBox({ value, error }: QueryBoxProps): VNode {
  return (
    <div class="query-box">
      <div class="field">
        <label for="query">TraceQL</label>
        <QueryField value={value} errorId={error && ERROR} />
      </div>
      {error && (
        <div id={ERROR} class="query-error" role="alert">
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
