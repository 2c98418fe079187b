// The password of whoever is signed in, once more.

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Password } from './field.tsx';
import { Form } from './form.tsx';

export interface OwnPasswordProps {
  readonly title: string;
  /** Whose it is, for whoever keeps passwords for people. */
  readonly user: string;
  /** What is done with it. */
  readonly act: string;
  readonly onPassword: (password: string) => Promise<void>;
  /** It was taken. */
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

export function OwnPasswordDialog(props: OwnPasswordProps): JSX.Element {
  const { title, user, act, onPassword, onDone, onClose, children } = props;
  const words = useWords();
  const [password, setPassword] = useState('');
  const doing = useDoing();
  const submit = async (): Promise<void> => {
    if (await doing.run(() => onPassword(password))) onDone();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => void submit()}>
        {children}
        <input
          type="text"
          autocomplete="username"
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          value={user}
          readOnly
        />
        <Password name={words.access.password} value={password} onValue={setPassword} />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy}>
          {act}
        </Act>
      </Form>
    </Dialog>
  );
}
