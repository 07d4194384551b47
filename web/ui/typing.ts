/** Keys that are typed into a field, or pressed with Ctrl, Alt or Meta, are no commands. */
export function isTyping({ target, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey) return true;
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
