import type { JSX, RefObject, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { completed, completionAt } from './query-completion.js';
import { useQueryOptions } from './use-query-options.js';

interface QueryFieldProps {
  readonly value: string;
  /** Id of what is wrong with it. */
  readonly errorId?: string;
}

const LIST = 'query-options';
const optionId = (index: number): string => `query-option-${index}`;

/**
 * A field for TraceQL that offers names, operators and values while one types. Nothing is taken unless it was gone to, so
 * Enter searches. Source: ARIA Authoring Practices, "Combobox", list autocomplete with manual selection.
 */
export function QueryField({ value, errorId }: QueryFieldProps): VNode {
  const input = useRef<HTMLInputElement>(null);
  const { options, active, follow, take, onKey, close } = useOptions(input);
  return (
    <div class="query-field">
      <input
        ref={input}
        id="query"
        name="q"
        type="text"
        role="combobox"
        defaultValue={value.replaceAll(/\s*\n\s*/g, ' ')}
        placeholder='{ span.s3.operation = "GetObject" && duration > 10ms }'
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={LIST}
        aria-activedescendant={active >= 0 ? optionId(active) : undefined}
        aria-invalid={errorId ? true : undefined}
        aria-describedby={errorId}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={follow}
        onKeyDown={onKey}
        onBlur={close}
      />
      <ul
        id={LIST}
        class="query-options"
        role="listbox"
        aria-label="Suggestions"
        hidden={options.length === 0}
      >
        {options.map((option, index) => (
          <Option key={option} text={option} index={index} isActive={index === active} onTake={take} />
        ))}
      </ul>
    </div>
  );
}

interface OptionProps {
  readonly text: string;
  readonly index: number;
  readonly isActive: boolean;
  onTake(this: void, text: string): void;
}

function Option({ text, index, isActive, onTake }: OptionProps): VNode {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const take = (event: Event): void => {
    // The field keeps the focus.
    event.preventDefault();
    onTake(text);
  };
  return (
    <li ref={element} id={optionId(index)} role="option" aria-selected={isActive} onMouseDown={take}>
      {text}
    </li>
  );
}

interface Options {
  /** None: the list is closed. */
  readonly options: readonly string[];
  /** -1 for none. */
  readonly active: number;
  follow(this: void): void;
  take(this: void, option: string): void;
  close(this: void): void;
  onKey(this: void, event: JSX.TargetedKeyboardEvent<HTMLInputElement>): void;
}

function useOptions(input: RefObject<HTMLInputElement>): Options {
  const [place, setPlace] = useState<{ readonly query: string; readonly cursor: number }>();
  const [active, setActive] = useState(-1);
  const completion = place && completionAt(place.query, place.cursor);
  const options = useQueryOptions(completion);
  const go = (to: typeof place): void => {
    setPlace(to);
    setActive(-1);
  };
  const follow = (): void => {
    const field = input.current!;
    go({ query: field.value, cursor: field.selectionStart ?? field.value.length });
  };
  const take = (option: string): void => {
    const field = input.current!;
    if (!completion) return;
    const { query, cursor } = completed(field.value, completion, option);
    field.value = query;
    field.setSelectionRange(cursor, cursor);
    field.scrollLeft = field.scrollWidth;
    go({ query, cursor });
  };
  const close = (): void => go(undefined);
  const onKey = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>): void => {
    const does = actionOf(event.key, options, active);
    if (does === undefined) {
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter'].includes(event.key)) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (does === 'open') follow();
    else if (does === 'close') close();
    else if (does === 'take') take(options[active]!);
    else setActive(does);
  };
  return { options, active, follow, take, close, onKey };
}

/** What a key does to the list: opens or closes it, takes the option that is active, or goes to another. */
function actionOf(
  key: string,
  { length }: readonly string[],
  active: number,
): 'open' | 'close' | 'take' | number | undefined {
  if (length === 0) return key === 'ArrowDown' ? 'open' : undefined;
  switch (key) {
    case 'ArrowDown':
      return active + 1 < length ? active + 1 : -1;
    case 'ArrowUp':
      return active >= 0 ? active - 1 : length - 1;
    case 'Enter':
      return active >= 0 ? 'take' : undefined;
    case 'Escape':
      return 'close';
    default:
      return undefined;
  }
}
