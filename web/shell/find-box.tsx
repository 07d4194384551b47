import type { VNode } from 'preact';
import { navigate } from '../router.js';
import { textIn } from '../ui/form-text.js';
import { Icon } from '../ui/icon.js';

/** Opens a trace by its id, or by the request id that an answer bore. */
export function FindBox(): VNode {
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const id = textIn(new FormData(form), 'id');
    if (id === '') return;
    form.reset();
    navigate(`/trace/${encodeURIComponent(id)}`);
  };
  return (
    <form class="find-box" role="search" onSubmit={open}>
      <Icon name="search" />
      <input
        name="id"
        type="search"
        aria-label="Trace id or request id"
        placeholder="Trace id or request id"
        autocomplete="off"
        spellcheck={false}
      />
    </form>
  );
}
