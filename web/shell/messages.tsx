import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const SAID = 'glassgate:said';

/** Milliseconds that a message stays. */
const STAYS = 6_000;

/** Shows a line at the edge of the page for a moment, and has it read out. */
export function say(text: string): void {
  window.dispatchEvent(new CustomEvent(SAID, { detail: text }));
}

export function Messages(): VNode {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (event: Event): void => {
      setText(String((event as CustomEvent<string>).detail));
      clearTimeout(timer);
      timer = setTimeout(() => setText(''), STAYS);
    };
    window.addEventListener(SAID, show);
    return () => {
      clearTimeout(timer);
      window.removeEventListener(SAID, show);
    };
  }, []);
  return (
    <div class="messages" role="status">
      {text && <p>{text}</p>}
    </div>
  );
}
