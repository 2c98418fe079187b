// Which language, which direction, and numbers in it. Digits are Latin in all: instruments and stickers have those. English
// comes with the page; another language is one file more, and loaded before anything is shown in it.

import { useEffect, useState } from 'preact/hooks';
import type { Words } from './en.ts';
import { en } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
export type Language = keyof typeof languages;

const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de.ts')).de,
  ar: async () => (await import('./ar.ts')).ar,
};
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', ar: 'ar-u-nu-latn' };
const kept = 'busbar.language';

/** In force, and what somebody chose last. */
let language: Language = 'en';
let wanted: Language = chosen();
let words: Words = en;
const lookers = new Set<() => void>();

function chosen(): Language {
  for (const wish of [keptChoice(), ...navigator.languages]) {
    const short = wish?.slice(0, 2);
    if (short !== undefined && short in languages) return short as Language;
  }
  return 'en';
}

/** A browser may keep nothing. */
function keptChoice(): string | undefined {
  try {
    return localStorage.getItem(kept) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it holds until the page is closed.
  }
}

export const languageNow = (): Language => language;
export const localeNow = (): string => locales[language];
export const isRtl = (): boolean => language === 'ar';

export async function setLanguage(next: Language): Promise<void> {
  keep(kept, next);
  wanted = next;
  await showLanguage();
}

/** Resolves when the language that is wanted is shown; where it cannot be loaded, the one before stays. */
export async function showLanguage(): Promise<void> {
  const next = wanted;
  const loaded = await loaders[next]().catch(() => undefined);
  if (next !== wanted) return;
  if (loaded === undefined) wanted = language;
  else {
    language = next;
    words = loaded;
  }
  document.documentElement.lang = language;
  document.documentElement.dir = isRtl() ? 'rtl' : 'ltr';
  lookers.forEach((look) => look());
}

/** The texts, and again when somebody chooses another language. */
export function useWords(): Words {
  const [, setCount] = useState(0);
  useEffect(() => {
    const look = (): void => setCount((count) => count + 1);
    lookers.add(look);
    return () => void lookers.delete(look);
  }, []);
  return words;
}
