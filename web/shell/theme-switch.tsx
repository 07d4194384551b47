import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../ui/icon.js';
import { chooseTheme, currentTheme, THEMES } from './theme.js';

const ICONS = { system: 'monitor', light: 'sun', dark: 'moon' } as const;

/** Goes round: as the system, light, dark. */
export function ThemeSwitch(): VNode {
  const [theme, setTheme] = useState(currentTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  const change = (): void => {
    chooseTheme(next);
    setTheme(next);
  };
  const label = `Colours: ${theme}. Change to ${next}.`;
  return (
    <button type="button" class="icon-button" onClick={change} aria-label={label} title={label}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
