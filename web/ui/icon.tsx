import type { VNode } from 'preact';

/** Paths in a square of 16, drawn as lines. */
const PATHS = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  chevron: 'M6 3.5L10.5 8 6 12.5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M6 6h7v7H6zM3.5 10H3V3h7v.5',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
  focus: 'M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M8 6.5v3M6.5 8h3',
  help: 'M5.8 6a2.3 2.3 0 114 1.5c-.9.8-1.8 1.2-1.8 2.3M8 12.3v.2',
  monitor: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  moon: 'M13 9.5A5.5 5.5 0 116.5 3 4.5 4.5 0 0013 9.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  search: 'M7 2.5a4.5 4.5 0 110 9 4.5 4.5 0 010-9zM10.3 10.3l3.2 3.2',
  sun: 'M8 5a3 3 0 110 6 3 3 0 010-6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  upload: 'M8 10.5V3M4.8 6L8 2.8 11.2 6M3 13.5h10',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture that says nothing by itself: what it stands on has the words. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
