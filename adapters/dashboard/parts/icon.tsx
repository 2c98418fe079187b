// Signs of the panel, drawn with the ink of what is around them. They stand beside words and say nothing alone.

import type { JSX } from 'preact';

const paths = {
  now: 'M3 5h18M7 5v6m5-6v6m5-6v6M5 11h4v8H5zM10 11h4v5h-4zM15 11h4v7h-4z',
  plan: 'M3 20h18M4 16l4-5 4 3 4-8 4 4',
  sessions: 'M5 4h14v16H5zM8 8h8M8 12h8M8 16h5',
  stations: 'M6 3h8v18H6zM8.5 6h3v4h-3zM14 9h2a2 2 0 0 1 2 2v5a1.5 1.5 0 0 0 3 0V9l-2-2',
  site: 'M4 6h10M18 6h2M4 12h4M12 12h8M4 18h10M18 18h2M14 4v4h4V4zM8 10v4h4v-4zM14 16v4h4v-4z',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  alarm: 'M12 3 22 20H2zM12 10v4M12 17v.5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.5V8',
  ok: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12l3 3 5-6',
  open: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  off: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 8.5l7 7M15.5 8.5l-7 7',
  bolt: 'M13 2 5 13h6l-1 9 8-12h-6z',
  pause: 'M9 5v14M15 5v14',
  plug: 'M9 2v5M15 2v5M6 7h12v4a6 6 0 0 1-12 0zM12 17v5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5 9l7 7 7-7',
  up: 'M12 20V5M6 11l6-6 6 6',
  down: 'M12 4v15M6 13l6 6 6-6',
  breaker: 'M12 2v6M12 16v6M12 16 6.5 8.5M10.5 6.5l3 3M13.5 6.5l-3 3',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name, size = 18 }: { readonly name: IconName; readonly size?: number }): JSX.Element => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      d={paths[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);
