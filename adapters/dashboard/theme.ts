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

const system = matchMedia('(prefers-color-scheme: dark)');
system.addEventListener('change', () => showTheme());

export function setTheme(theme: Theme): void {
  keep(kept, theme);
  showTheme(theme);
}

/** Styles know two only: what "as the system" means is found out here, once for them and for what is drawn. */
export function showTheme(theme: Theme = themeNow()): void {
  const isDark = theme === 'dark' || (theme === 'system' && system.matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  dispatchEvent(new Event('busbar-theme'));
}
