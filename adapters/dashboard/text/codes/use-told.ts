// The texts of codes come with the first code that is shown in their language, and in a file of their own: most visits see none.

import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../language.ts';
import { languageNow, useWords } from '../language.ts';
import type { AllCodes, Told } from './told.ts';

type Foreign = Exclude<Language, 'en'>;

const loaders: Readonly<Record<Foreign, () => Promise<{ readonly codes: AllCodes }>>> = {
  de: () => import('./de.ts'),
  ar: () => import('./ar.ts'),
};

const loaded = new Map<Language, AllCodes>();

/** Undefined in English, of a code that nobody knows, and until the texts are there: then the gateway's words stand alone. */
export function useTold(code: string): Told | undefined {
  useWords();
  const language = languageNow();
  const [, setCount] = useState(0);
  useEffect(() => {
    if (language === 'en' || loaded.has(language)) return undefined;
    let isGone = false;
    void loaders[language]().then(
      ({ codes }) => {
        loaded.set(language, codes);
        if (!isGone) setCount((count) => count + 1);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [language]);
  return loaded.get(language)?.[code];
}
