import type { ComponentChildren, VNode } from 'preact';

interface FactListProps {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
}

/** Names on the left, what they are on the right. */
export function FactList({ facts }: FactListProps): VNode {
  return (
    <dl class="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
