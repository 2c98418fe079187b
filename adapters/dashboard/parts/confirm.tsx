// The password once more, before something that matters is done.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAccess } from '../access.ts';
import { call } from '../api.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Password } from './field.tsx';

let open: ((answer: (isGiven: boolean) => void) => void) | undefined;

/** Resolves to whether it was given. */
export const askPassword = (): Promise<boolean> =>
  open === undefined ? Promise.resolve(false) : new Promise((resolve) => open!(resolve));

export function ConfirmDialog(): JSX.Element | null {
  const words = useWords();
  const user = useAccess()?.user;
  const [answer, setAnswer] = useState<(isGiven: boolean) => void>();
  const [password, setPassword] = useState('');
  const doing = useDoing();
  useEffect(() => {
    open = (next) => setAnswer(() => next);
    return () => void (open = undefined);
  }, []);
  if (answer === undefined) return null;
  const end = (isGiven: boolean): void => {
    setAnswer(undefined);
    setPassword('');
    doing.clear();
    answer(isGiven);
  };
  const confirm = async (): Promise<void> => {
    if (await doing.run(() => call('POST', '/session/confirm', { body: { password } }))) end(true);
  };
  return (
    <Dialog title={words.access.confirmTitle} onClose={() => end(false)}>
      <Form onSubmit={() => void confirm()}>
        <p>{words.access.confirmText}</p>
        <input
          type="text"
          autocomplete="username"
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          value={user?.name ?? ''}
          readOnly
        />
        <Password name={words.access.password} value={password} onValue={setPassword} />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy}>
          {words.access.confirm}
        </Act>
      </Form>
    </Dialog>
  );
}
