import type { VNode } from 'preact';

interface TableHeadProps {
  readonly texts: readonly string[];
  /** Right of the texts. */
  readonly numbers?: readonly string[];
  /** Right of the numbers. */
  readonly more?: readonly string[];
}

/** Names of the columns of a table that nobody sorts. */
export function TableHead({ texts, numbers = [], more = [] }: TableHeadProps): VNode {
  return (
    <thead>
      <tr>
        {[...texts, ...numbers, ...more].map((label) => (
          <th key={label} scope="col" class={numbers.includes(label) ? 'number' : undefined}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}
