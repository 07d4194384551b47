import type { VNode } from 'preact';

interface TabsProps<T extends string> {
  readonly tabs: readonly (readonly [name: T, label: string])[];
  readonly current: T;
  onChoose(this: void, name: T): void;
}

/** Tabs of panels with the ids `panel-{name}`. Arrows go from one to the next. */
export function Tabs<T extends string>({ tabs, current, onChoose }: TabsProps<T>): VNode {
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(([name]) => name === current);
    const [name] = tabs[(at + step + tabs.length) % tabs.length]!;
    onChoose(name);
    document.getElementById(`tab-${name}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" onKeyDown={onKey}>
      {tabs.map(([name, label]) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === current}
          aria-controls={name === current ? `panel-${name}` : undefined}
          tabIndex={name === current ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
