import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { loadAccess, useAccess } from '../access.ts';
import { call } from '../api.ts';
import { Act, ProblemBox, useDoing } from '../parts/act.tsx';
import { Input, Password } from '../parts/field.tsx';
import { Preferences } from '../parts/preferences.tsx';
import { Form } from '../parts/form.tsx';
import { useWords } from '../text/language.ts';

export function SignInPage(): JSX.Element {
  const words = useWords();
  const wasSignedOut = useAccess()?.wasSignedOut;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const doing = useDoing();
  const signIn = (): void =>
    void doing.run(async () => {
      await call('POST', '/session', { body: { name, password } });
      await loadAccess();
    });
  return (
    <main class="door">
      <Form look="panel stack" onSubmit={() => signIn()}>
        <h1 class="brand">
          <img src="/busbar.svg" alt="" /> {words.access.signInTitle}
        </h1>
        {wasSignedOut === true && <p class="note info">{words.staying.wasOut}</p>}
        <Input name={words.access.name} autoComplete="username" required value={name} onValue={setName} />
        <Password name={words.access.password} value={password} onValue={setPassword} />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy}>
          {words.access.signIn}
        </Act>
        <p class="small muted">{words.access.forgotten}</p>
      </Form>
      <Preferences />
    </main>
  );
}
