// Light, dark, or as the system says.

import { keep } from './text/language.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const kept = 'busbar.theme';

export function themeNow(): Theme {
  try {
    const theme = localStorage.getItem(kept);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

export function setTheme(theme: Theme): void {
  keep(kept, theme);
  showTheme(theme);
  dispatchEvent(new Event('busbar-theme'));
}

export function showTheme(theme: Theme = themeNow()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
