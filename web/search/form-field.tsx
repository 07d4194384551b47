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
  /** The label stands in the empty field, not above it. */
  readonly isCompact?: boolean;
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
  isCompact = false,
  placeholder,
  ...others
}: FormFieldProps): VNode {
  return (
    <label class="field">
      <span class={isCompact ? 'visually-hidden' : undefined}>{label}</span>
      <input
        {...others}
        placeholder={isCompact ? label : placeholder}
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

interface SuggestFieldProps extends FormFieldProps {
  readonly scope?: string;
  /** The attribute whose values are offered, instead of a scope. */
  readonly attribute?: string;
}

/** A field that offers what is in the store. It asks when it is first gone into. */
export function SuggestField({ attribute, scope = 'attribute', ...field }: SuggestFieldProps): VNode {
  const list = `suggest-${attribute ?? scope}`;
  const [values, setValues] = useState<readonly string[]>();
  const load = (): void => {
    if (values) return;
    setValues([]);
    fetchJson<{ values: readonly string[] }>(`/api/suggest${queryOf({ scope, attribute })}`).then(
      (answer) => setValues(answer.values),
      // Suggestions are a help; without them one types.
      () => undefined,
    );
  };
  return (
    <>
      <FormField {...field} list={list} onFocus={load} />
      <datalist id={list}>
        {values?.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  );
}
