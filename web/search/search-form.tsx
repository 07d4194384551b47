import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { queryOf, type ApiError } from '../api/client.js';
import { navigate } from '../router.js';
import { textIn } from '../ui/form-text.js';
import { isTyping } from '../ui/typing.js';
import { FormField, SuggestField } from './form-field.js';
import { QueryBox } from './query-box.js';
import { StatusField } from './status-field.js';
import { SEARCH_FIELDS, wrongDurations, type SearchFields } from './search-fields.js';

interface SearchFormProps {
  readonly fields: SearchFields;
  readonly error?: ApiError;
  readonly isLoading: boolean;
  /** The same search was asked for once more. */
  onAgain(this: void): void;
}

export function SearchForm({ fields, error, isLoading, onAgain }: SearchFormProps): VNode {
  const form = useRef<HTMLFormElement>(null);
  useFocusOnSlash(() => form.current?.querySelector<HTMLInputElement>('[name=q]')?.focus());
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const before = location.pathname + location.search;
    const after = urlOf(new FormData(event.currentTarget as HTMLFormElement), fields);
    if (before === after) onAgain();
    else navigate(after);
  };
  return (
    <form ref={form} class="card search-form" onSubmit={submit} role="search" aria-label="Traces">
      <div class="field-grid">
        <RequestFields fields={fields} />
        <MeasureFields fields={fields} />
      </div>
      <div class="query-row">
        <QueryBox value={fields.q ?? ''} error={error?.status === 400 ? error : undefined} />
        <button type="submit" class="button primary" aria-busy={isLoading}>
          Search
        </button>
        <a class="button" href="/search">
          Clear
        </a>
      </div>
    </form>
  );
}

function RequestFields({ fields }: { readonly fields: SearchFields }): VNode {
  return (
    <>
      <SuggestField
        name="operation"
        label="Operation"
        value={fields.operation}
        scope="operation"
        placeholder="GetObject"
      />
      <SuggestField name="bucket" label="Bucket" value={fields.bucket} scope="bucket" />
      <FormField name="key" label="Key" value={fields.key} placeholder="photos/2026/*" />
      <StatusField value={fields.status} />
      <SuggestField
        name="accessKey"
        label="Access key"
        value={fields.accessKey}
        attribute="auth.access_key"
      />
      <FormField name="id" label="Trace id or request id" value={fields.id} />
    </>
  );
}

function MeasureFields({ fields }: { readonly fields: SearchFields }): VNode {
  const wrong = wrongDurations(fields);
  return (
    <>
      <FormField
        name="minDuration"
        label="Longer than"
        value={fields.minDuration}
        placeholder="10ms"
        isWrong={wrong.includes('minDuration')}
      />
      <FormField
        name="maxDuration"
        label="Shorter than"
        value={fields.maxDuration}
        placeholder="1.5s"
        isWrong={wrong.includes('maxDuration')}
      />
      <FormField name="minSpans" label="Spans at least" value={fields.minSpans} type="number" />
      <label class="field">
        <span>Time</span>
        <select name="within">
          {TIMES.map(([value, label]) => (
            <option key={value} value={value} selected={value === (fields.within ?? '')}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <SuggestField name="service" label="Service" value={fields.service} scope="service" />
    </>
  );
}

const TIMES = [
  ['', 'All that is stored'],
  ['15m', 'Last 15 minutes'],
  ['1h', 'Last hour'],
  ['3h', 'Last 3 hours'],
  ['24h', 'Last 24 hours'],
] as const;

/** The order stays as it is. */
function urlOf(data: FormData, { sort, ascending, limit }: SearchFields): string {
  const texts = SEARCH_FIELDS.map((name) => [name, textIn(data, name)] as const);
  return `/search${queryOf({ ...Object.fromEntries(texts), sort, ascending, limit })}`;
}

function useFocusOnSlash(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
