import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { setQuery, usePlace } from '../router.js';
import { SuggestField } from '../search/form-field.js';
import { textIn } from '../ui/form-text.js';

/** Fields of a search that the overview takes too. */
export const OVERVIEW_FIELDS = ['operation', 'bucket', 'accessKey'] as const;

export type OverviewFields = Readonly<Partial<Record<(typeof OVERVIEW_FIELDS)[number], string>>>;

export const filterOf = (query: URLSearchParams): OverviewFields =>
  Object.fromEntries(
    OVERVIEW_FIELDS.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );

/** A change holds at once. */
export function OverviewFilter(): VNode {
  const form = useRef<HTMLFormElement>(null);
  const { operation, bucket, accessKey } = filterOf(usePlace().query);
  const follow = (event?: Event): void => {
    event?.preventDefault();
    const data = new FormData(form.current!);
    setQuery(Object.fromEntries(OVERVIEW_FIELDS.map((name) => [name, textIn(data, name)])));
  };
  const clear = (): void => {
    for (const field of form.current!.querySelectorAll('input')) field.value = '';
    follow();
  };
  return (
    <form
      ref={form}
      class="header-filter"
      role="search"
      aria-label="Requests"
      onChange={follow}
      onSubmit={follow}
    >
      <SuggestField isCompact name="operation" label="Operation" value={operation} scope="operation" />
      <SuggestField isCompact name="bucket" label="Bucket" value={bucket} scope="bucket" />
      <SuggestField
        isCompact
        name="accessKey"
        label="Access key"
        value={accessKey}
        attribute="auth.access_key"
      />
      <button type="button" class="button" onClick={clear} disabled={!(operation ?? bucket ?? accessKey)}>
        Clear
      </button>
    </form>
  );
}
