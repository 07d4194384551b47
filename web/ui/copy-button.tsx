import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.js';

/** Milliseconds that it says that it has copied. */
const SAID = 1_500;

interface CopyButtonProps {
  readonly text: string;
  /** What it copies: `trace id`. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps): VNode {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => void copyText(text).then(() => setCopied(true));
  return (
    <button type="button" class="icon-button small" onClick={copy} title={`Copy ${what}`}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span class="visually-hidden" aria-live="polite">
        {isCopied ? `Copied ${what}` : `Copy ${what}`}
      </span>
    </button>
  );
}

/** The clipboard is there on loopback and over TLS only; elsewhere the older way is taken. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
