import { Fragment, type VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { AttributeMap, AttributeValue } from '../../src/console/model/trace-detail.js';
import { CopyButton } from '../ui/copy-button.js';

/** Characters of a value that are shown unasked. */
const SHOWN = 512;

export function AttributeTable({ attributes }: { readonly attributes: AttributeMap }): VNode {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return <p class="quiet">None.</p>;
  return (
    <table class="attributes">
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{breakable(name)}</th>
            <td>
              <LongText text={textOf(attributes[name]!)} />
              <CopyButton text={textOf(attributes[name]!)} what={name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Goes to the next line after a dot or an underscore. */
function breakable(name: string): VNode[] {
  return name.split(/(?<=[._])/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}

/** Cut, until more is asked for. */
export function LongText({ text }: { readonly text: string }): VNode {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= SHOWN) return <span class="value">{text}</span>;
  return (
    <>
      <span class="value">{text.slice(0, SHOWN)}…</span>{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        Show all {text.length} characters
      </button>
    </>
  );
}

const textOf = (value: AttributeValue): string =>
  typeof value === 'object' ? value.join(', ') : String(value);
