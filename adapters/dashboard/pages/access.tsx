// Who may use the gateway: people, programs, and the record of who did what.

import type { JSX } from 'preact';
import { useAccess, useMay } from '../access.ts';
import { ApiTokens } from '../parts/api-tokens.tsx';
import { Audit } from '../parts/audit.tsx';
import { Users } from '../parts/users.tsx';
import type { Route } from '../route.ts';
import { hrefTo } from '../route.ts';
import { useWords } from '../text/language.ts';

const tabs = ['users', 'tokens', 'audit'] as const;
const views = { users: Users, tokens: ApiTokens, audit: Audit } as const;

export function AccessPage({ route }: { readonly route: Route }): JSX.Element {
  const words = useWords();
  const tab = tabs.find((one) => one === route.path[1]) ?? 'users';
  const needed = tab === 'audit' ? 'installer' : 'admin';
  const may = useMay(needed);
  const isOpen = useAccess()?.state === 'open';
  const View = views[tab];
  return (
    <>
      <header>
        <h1>{words.pages.users}</h1>
      </header>
      <nav class="tabs" aria-label={words.pages.users}>
        {tabs.map((one) => (
          <a key={one} href={hrefTo('users', one)} {...(one === tab && { 'aria-current': 'page' })}>
            {words.users.tabs[one]}
          </a>
        ))}
      </nav>
      {isOpen && tab !== 'audit' ? (
        <p class="note info">
          {words.access.open} {words.access.openUsers}
        </p>
      ) : may ? (
        <View />
      ) : (
        <p class="note info">{words.access.needsRole(words.roles[needed])}</p>
      )}
    </>
  );
}
