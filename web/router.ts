import { useEffect, useState } from 'preact/hooks';

/** Where the page is: all its state that a link should carry. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const CHANGED = 'glassgate:place';

export function currentPlace(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Goes to a URL of this console. `replace` leaves no entry in the history. */
export function navigate(url: string, { replace = false } = {}): void {
  if (url === location.pathname + location.search) return;
  const before = location.pathname;
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  window.dispatchEvent(new Event(CHANGED));
  if (location.pathname !== before) beginPage();
}

/** As the browser does it for a page that is loaded: what is read and typed begins at its top. */
function beginPage(): void {
  window.scrollTo(0, 0);
  document.getElementById('main')?.focus({ preventScroll: true });
}

/** Sets parameters of the query where they are; an empty or absent value takes one away. */
export function setQuery(
  changes: Readonly<Record<string, string | undefined>>,
  { replace = true } = {},
): void {
  const { path, query } = currentPlace();
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  navigate(withQuery(path, query), { replace });
}

export function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(currentPlace);
  useEffect(() => {
    const follow = (): void => setPlace(currentPlace());
    window.addEventListener(CHANGED, follow);
    window.addEventListener('popstate', follow);
    return () => {
      window.removeEventListener(CHANGED, follow);
      window.removeEventListener('popstate', follow);
    };
  }, []);
  return place;
}

/** Links to pages of the console change the page without loading it anew. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !isPlainClick(event) || !isPage(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 &&
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
  !event.defaultPrevented;

const isPage = (link: HTMLAnchorElement): boolean =>
  link.origin === location.origin &&
  !link.hasAttribute('download') &&
  link.target === '' &&
  !link.getAttribute('href')?.startsWith('#') &&
  !link.pathname.startsWith('/api/');
