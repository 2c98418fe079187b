import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { roles } from '../access.ts';
import type { ApiToken } from '../answers.ts';
import { call } from '../api.ts';
import { when } from '../text/format.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Choice, Input } from './field.tsx';
import { useLoaded, Waiting } from './load.tsx';

export function ApiTokens(): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<{ readonly tokens: readonly ApiToken[] }>('/api-tokens');
  const [isAdding, setAdding] = useState(false);
  const doing = useDoing();
  const remove = async (id: string): Promise<void> => {
    if (await doing.run(() => call('DELETE', `/api-tokens/${encodeURIComponent(id)}`))) loaded.again();
  };
  return (
    <section class="panel">
      <div class="head">
        <h2>{words.users.tabs.tokens}</h2>
        <Act role="admin" onClick={() => setAdding(true)}>
          {words.users.addToken}
        </Act>
      </div>
      <p class="small muted">{words.users.tokensHint}</p>
      <ProblemBox problem={doing.problem} />
      <Waiting of={loaded}>
        {({ tokens }) => (
          <ul class="rows">
            {tokens.length === 0 && <li class="muted">{words.nothing}</li>}
            {tokens.map(({ id, name, role, by, since, endsAt }) => (
              <li key={id} class="row">
                <div class="row-main">
                  <b>{name}</b> <span class="muted">{words.roles[role as keyof typeof words.roles]}</span>
                  <p class="small muted">
                    {words.users.madeBy(by, when(since))} · {words.users.ends(when(endsAt))}
                  </p>
                </div>
                <Act
                  role="admin"
                  kind="quiet"
                  disabled={doing.isBusy}
                  label={`${words.remove} ${name}`}
                  onClick={() => void remove(id)}
                >
                  {words.remove}
                </Act>
              </li>
            ))}
          </ul>
        )}
      </Waiting>
      {isAdding && (
        <AddToken
          onClose={() => {
            setAdding(false);
            loaded.again();
          }}
        />
      )}
    </section>
  );
}

function AddToken({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [days, setDays] = useState('90');
  const [token, setToken] = useState<string>();
  const doing = useDoing();
  const add = (): void =>
    void doing.run(async () => {
      const made = await call<{ readonly token: string }>('POST', '/api-tokens', {
        body: { name, role, days: Number(days) },
      });
      setToken(made.token);
    });
  return (
    <Dialog title={words.users.addToken} onClose={onClose}>
      {token !== undefined ? (
        <div class="stack">
          <p>
            <b>{words.users.tokenOnce}</b>
          </p>
          <pre class="console" dir="ltr" tabIndex={0}>
            {token}
          </pre>
          <Act kind="strong" onClick={onClose}>
            {words.close}
          </Act>
        </div>
      ) : (
        <Form onSubmit={() => add()}>
          <Input name={words.users.tokenName} required value={name} onValue={setName} />
          <Choice
            name={words.users.role}
            value={role}
            onValue={setRole}
            options={roles.map((one) => [one, words.roles[one]] as const)}
          />
          <Input name={words.users.days} type="number" min={1} max={1100} required value={days} onValue={setDays} />
          <ProblemBox problem={doing.problem} />
          <Act kind="strong" type="submit" role="admin" disabled={doing.isBusy}>
            {words.users.addToken}
          </Act>
        </Form>
      )}
    </Dialog>
  );
}
