// Which language, which direction, and numbers in it. Digits are Latin in all: instruments and stickers have those.

import { useEffect, useState } from 'preact/hooks';
import { ar } from './ar.ts';
import { de } from './de.ts';
import type { Words } from './en.ts';
import { en } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
export type Language = keyof typeof languages;

const words: Readonly<Record<Language, Words>> = { en, de, ar };
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', ar: 'ar-u-nu-latn' };
const kept = 'busbar.language';

let language: Language = chosen();
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

export function setLanguage(next: Language): void {
  language = next;
  keep(kept, next);
  showLanguage();
  lookers.forEach((look) => look());
}

export function showLanguage(): void {
  document.documentElement.lang = language;
  document.documentElement.dir = isRtl() ? 'rtl' : 'ltr';
}

/** The texts, and again when somebody chooses another language. */
export function useWords(): Words {
  const [, setCount] = useState(0);
  useEffect(() => {
    const look = (): void => setCount((count) => count + 1);
    lookers.add(look);
    return () => void lookers.delete(look);
  }, []);
  return words[language];
}
