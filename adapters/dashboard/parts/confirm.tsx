// The password once more, before something that matters is done.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAccess } from '../access.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { OwnPasswordDialog } from './own-password.tsx';

let open: ((answer: (isGiven: boolean) => void) => void) | undefined;

/** Resolves to whether it was given. */
export const askPassword = (): Promise<boolean> =>
  open === undefined ? Promise.resolve(false) : new Promise((resolve) => open!(resolve));

export function ConfirmDialog(): JSX.Element | null {
  const words = useWords();
  const user = useAccess()?.user;
  const [answer, setAnswer] = useState<(isGiven: boolean) => void>();
  useEffect(() => {
    open = (next) => setAnswer(() => next);
    return () => void (open = undefined);
  }, []);
  if (answer === undefined) return null;
  const end = (isGiven: boolean): void => {
    setAnswer(undefined);
    answer(isGiven);
  };
  return (
    <OwnPasswordDialog
      title={words.access.confirmTitle}
      user={user?.name ?? ''}
      act={words.access.confirm}
      onPassword={(password) => call('POST', '/session/confirm', { body: { password } })}
      onDone={() => end(true)}
      onClose={() => end(false)}
    >
      <p>{words.access.confirmText}</p>
    </OwnPasswordDialog>
  );
}
