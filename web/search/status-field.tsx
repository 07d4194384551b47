import type { VNode } from 'preact';

const STATUSES = [
  ['', 'Any'],
  ['error', 'Any span failed'],
  ['2xx', '2xx'],
  ['3xx', '3xx'],
  ['4xx', '4xx'],
  ['403', '403'],
  ['404', '404'],
  ['5xx', '5xx'],
  ['500', '500'],
  ['503', '503'],
] as const;

/**
 * Of a request; one that a link asks for is offered too. The options say which is selected, not the select itself: so a
 * choice that is not yet asked for outlives the next drawing.
 */
export function StatusField({ value = '' }: { readonly value?: string }): VNode {
  const isKnown = STATUSES.some(([status]) => status === value);
  return (
    <label class="field">
      <span>Status</span>
      <select name="status">
        {[...STATUSES, ...(isKnown ? [] : [[value, value] as const])].map(([status, label]) => (
          <option key={status} value={status} selected={status === value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
