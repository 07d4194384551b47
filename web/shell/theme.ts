export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Where the browser stores nothing. */
let chosen: string | null = null;

const STORED = 'glassgate.theme';
const CHANGED = 'glassgate:theme';

/** What was chosen before, else that of the system. */
export function currentTheme(): Theme {
  const stored = readStored();
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

const system = matchMedia('(prefers-color-scheme: dark)');

/** Has the styles follow what was chosen, and the system where that was. */
export function applyTheme(): void {
  const theme = currentTheme();
  const isDark = theme === 'dark' || (theme === 'system' && system.matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    chosen = theme;
  }
  applyTheme();
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back when the colours have changed. Gives back what ends it. */
export function onThemeChange(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

/** From now on. */
export function followSystemTheme(): void {
  applyTheme();
  system.addEventListener('change', () => {
    applyTheme();
    window.dispatchEvent(new Event(CHANGED));
  });
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return chosen;
  }
}
