import type { VNode } from 'preact';
import { Icon } from '../ui/icon.js';
import { FindBox } from './find-box.js';
import { ImportButton } from './import-button.js';
import { ThemeSwitch } from './theme-switch.js';

const PAGES = [
  ['/', 'Overview'],
  ['/search', 'Search'],
  ['/live', 'Live'],
  ['/pipeline', 'Pipeline'],
] as const;

interface NavigationProps {
  readonly path: string;
  onHelp(this: void): void;
}

export function Navigation({ path, onHelp }: NavigationProps): VNode {
  return (
    <header class="top">
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <a class="brand" href="/">
        <span class="brand-mark" aria-hidden="true" />
        Glassgate
      </a>
      <nav aria-label="Pages">
        {PAGES.map(([href, label]) => (
          <a key={href} href={href} aria-current={isCurrent(href, path) ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div class="top-tools">
        <FindBox />
        <ImportButton />
        <ThemeSwitch />
        <button
          type="button"
          class="icon-button"
          aria-label="Keyboard and help"
          title="Help (?)"
          onClick={onHelp}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

/** A trace belongs to the search. */
const isCurrent = (href: string, path: string): boolean =>
  path === href || (href === '/search' && path.startsWith('/trace/'));
