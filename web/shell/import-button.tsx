import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../ui/icon.js';
import { importFile } from './import-file.js';
import { say } from './messages.js';

export function ImportButton(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const take = (event: Event): void => {
    const field = event.currentTarget as HTMLInputElement;
    const [file] = field.files ?? [];
    field.value = '';
    if (file) void importFile(file).then(say);
  };
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label="Import a trace"
        title="Import a file of Jaeger or OTLP JSON; or drop it anywhere"
        onClick={() => input.current?.click()}
      >
        <Icon name="upload" />
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        class="visually-hidden"
        hidden
        onChange={take}
      />
    </>
  );
}
