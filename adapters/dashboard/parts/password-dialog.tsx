import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAccess } from '../access.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Input } from './field.tsx';
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
        {self && (
          <Input
            name={words.users.current}
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onValue={setCurrent}
          />
        )}
        <Input
          name={words.access.password}
          hint={words.access.passwordHint}
          type="password"
          autoComplete="new-password"
          required
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
