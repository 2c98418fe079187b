// Who may come in sees the shell; who is the first claims the box; everybody else signs in.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadAccess, roleIn, signedOut, useAccess } from './access.ts';
import { setDoors } from './api.ts';
import { follow } from './live/follow.ts';
import { ClaimPage } from './pages/claim.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { ConfirmDialog, askPassword } from './parts/confirm.tsx';
import { Shell } from './shell.tsx';
import { useWords } from './text/language.ts';

const againMs = 3000;

export function App(): JSX.Element {
  const words = useWords();
  const access = useAccess();
  const [isUnreachable, setUnreachable] = useState(false);
  useEffect(() => {
    setDoors({ signIn: signedOut, confirm: askPassword });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void =>
      void loadAccess().then(
        () => setUnreachable(false),
        () => {
          setUnreachable(true);
          timer = setTimeout(load, againMs);
        },
      );
    load();
    return () => clearTimeout(timer);
  }, []);
  if (access === undefined)
    return (
      <main class="door">
        <p role="status">{isUnreachable ? words.problems.BB_UNREACHABLE : words.waiting}</p>
      </main>
    );
  if (access.state === 'unclaimed') return <ClaimPage />;
  if (roleIn(access) === undefined) return <SignInPage />;
  return (
    <>
      <Inside />
      <ConfirmDialog />
    </>
  );
}

/** As long as somebody is in, the site is followed. */
function Inside(): JSX.Element {
  useEffect(() => follow(() => void loadAccess().catch(() => undefined)).stop, []);
  return <Shell />;
}
