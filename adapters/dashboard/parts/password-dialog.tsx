import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAccess } from '../access.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Password } from './field.tsx';
import { Form } from './form.tsx';

/** Whoever changes his own gives the one until now. */
export function PasswordDialog({
  name,
  onClose,
}: {
  readonly name: string;
  readonly onClose: () => void;
}): JSX.Element {
  const words = useWords();
  const self = useAccess()?.user?.name === name;
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const doing = useDoing();
  const set = async (): Promise<void> => {
    const body = { password, ...(self && { current }) };
    if (await doing.run(() => call('POST', `/users/${encodeURIComponent(name)}/password`, { body }))) onClose();
  };
  return (
    <Dialog title={`${words.users.newPassword}: ${name}`} onClose={onClose}>
      <Form onSubmit={() => void set()}>
        {self && <Password name={words.users.current} value={current} onValue={setCurrent} />}
        <Password
          isNew
          name={words.access.password}
          hint={words.access.passwordHint}
          value={password}
          onValue={setPassword}
        />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy}>
          {words.save}
        </Act>
      </Form>
    </Dialog>
  );
}
