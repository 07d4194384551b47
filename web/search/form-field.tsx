import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { fetchJson, queryOf } from '../api/client.js';

interface FormFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly type?: 'text' | 'number';
  readonly isWrong?: boolean;
  /** Id of a list of suggestions. */
  readonly list?: string;
  onFocus?(this: void): void;
}

export function FormField({
  name,
  label,
  value = '',
  type = 'text',
  isWrong,
  ...others
}: FormFieldProps): VNode {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...others}
        name={name}
        type={type}
        min={type === 'number' ? 1 : undefined}
        defaultValue={value}
        aria-invalid={isWrong ? true : undefined}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}

/** A field that offers what is in the store. It asks when it is first gone into. */
export function SuggestField({ scope, ...field }: FormFieldProps & { readonly scope: string }): VNode {
  const [values, setValues] = useState<readonly string[]>();
  const load = (): void => {
    if (values) return;
    setValues([]);
    fetchJson<{ values: readonly string[] }>(`/api/suggest${queryOf({ scope })}`).then(
      (answer) => setValues(answer.values),
      // Suggestions are a help; without them one types.
      () => undefined,
    );
  };
  return (
    <>
      <FormField {...field} list={`suggest-${scope}`} onFocus={load} />
      <datalist id={`suggest-${scope}`}>
        {values?.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  );
}
