// The first visit: who has the code from the console of the box becomes its first admin.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { loadAccess } from '../access.ts';
import { call } from '../api.ts';
import { Act, ProblemBox, useDoing } from '../parts/act.tsx';
import { Input, Password } from '../parts/field.tsx';
import { Preferences } from '../parts/preferences.tsx';
import { Form } from '../parts/form.tsx';
import { useWords } from '../text/language.ts';

export function ClaimPage(): JSX.Element {
  const words = useWords();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const doing = useDoing();
  const isSame = password === again;
  const claim = (): void =>
    void doing.run(async () => {
      await call('POST', '/claim', { body: { code: code.trim(), name: name.trim(), password } });
      await loadAccess();
    });
  return (
    <main class="door">
      <Form
        look="panel stack"
        onSubmit={() => {
          if (isSame) claim();
        }}
      >
        <h1 class="brand">
          <img src="/busbar.svg" alt="" /> {words.access.claimTitle}
        </h1>
        <p>{words.access.claimText}</p>
        <pre class="console" dir="ltr">
          busbar claim
        </pre>
        <Input
          name={words.access.code}
          hint={words.access.codeHint}
          autoComplete="one-time-code"
          required
          value={code}
          onValue={setCode}
        />
        <Input name={words.access.name} autoComplete="username" required value={name} onValue={setName} />
        <Password
          isNew
          name={words.access.password}
          hint={words.access.passwordHint}
          value={password}
          onValue={setPassword}
        />
        <Password isNew name={words.access.passwordAgain} value={again} onValue={setAgain} />
        {!isSame && again !== '' && (
          <p class="note warn" role="alert">
            {words.access.notSame}
          </p>
        )}
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy || !isSame}>
          {words.access.claim}
        </Act>
      </Form>
      <Preferences />
    </main>
  );
}
