import type { VNode } from 'preact';
import { queryOf } from '../api/client.js';
import { navigate, usePlace } from '../router.js';
import { FormField, SuggestField } from '../search/form-field.js';
import { fieldsOf } from '../search/search-fields.js';
import { StatusField } from '../search/status-field.js';
import { textIn } from '../ui/form-text.js';

const FIELDS = ['operation', 'bucket', 'status', 'minDuration'] as const;

/** A change is followed at once. */
export function LiveFilters(): VNode {
  const fields = fieldsOf(usePlace().query);
  const follow = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const texts = FIELDS.map((name) => [name, textIn(data, name)] as const);
    navigate(`/live${queryOf(Object.fromEntries(texts))}`, { replace: true });
  };
  return (
    <form class="card live-filters" aria-label="Filters" onChange={follow} onSubmit={follow}>
      <SuggestField name="operation" label="Operation" value={fields.operation} scope="operation" />
      <SuggestField name="bucket" label="Bucket" value={fields.bucket} scope="bucket" />
      <StatusField value={fields.status} />
      <FormField name="minDuration" label="Longer than" value={fields.minDuration} placeholder="10ms" />
    </form>
  );
}
