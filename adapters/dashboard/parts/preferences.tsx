// Language and light: of this browser, not of the gateway.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Language } from '../text/language.ts';
import { languageNow, languages, setLanguage, useWords } from '../text/language.ts';
import type { Theme } from '../theme.ts';
import { setTheme, themeNow, themes } from '../theme.ts';
import { Choice } from './field.tsx';

export function Preferences(): JSX.Element {
  const words = useWords();
  const [theme, setShown] = useState(themeNow);
  return (
    <div class="preferences">
      <Choice
        name={words.language}
        value={languageNow()}
        onValue={(value) => void setLanguage(value as Language)}
        options={Object.entries(languages)}
      />
      <Choice
        name={words.theme}
        value={theme}
        onValue={(value) => {
          setTheme(value as Theme);
          setShown(value as Theme);
        }}
        options={themes.map((one) => [one, words.themes[one]] as const)}
      />
    </div>
  );
}
