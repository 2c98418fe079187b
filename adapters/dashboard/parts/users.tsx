import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { roles, useAccess } from '../access.ts';
import type { UserRow } from '../answers.ts';
import { call } from '../api.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Choice, Input, Password } from './field.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { SureAct } from './sure-act.tsx';

export function Users(): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<{ readonly users: readonly UserRow[] }>('/users');
  const [isAdding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<UserRow>();
  return (
    <section class="panel">
      <div class="head">
        <h2>{words.users.tabs.users}</h2>
        <Act role="admin" onClick={() => setAdding(true)}>
          {words.users.add}
        </Act>
      </div>
      <Waiting of={loaded}>
        {({ users }) => (
          <ul class="rows">
            {users.map((user) => (
              <User key={user.name} user={user} onChanged={loaded.again} onPassword={() => setChosen(user)} />
            ))}
          </ul>
        )}
      </Waiting>
      {isAdding && (
        <AddUser
          onClose={() => {
            setAdding(false);
            loaded.again();
          }}
        />
      )}
      {chosen !== undefined && <PasswordDialog name={chosen.name} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

interface UserProps {
  readonly user: UserRow;
  readonly onChanged: () => void;
  readonly onPassword: () => void;
}

function User({ user, onChanged, onPassword }: UserProps): JSX.Element {
  const words = useWords();
  const self = useAccess()?.user?.name === user.name;
  const doing = useDoing();
  const path = `/users/${encodeURIComponent(user.name)}`;
  const change = async (work: () => Promise<void>): Promise<void> => {
    if (await doing.run(work)) onChanged();
  };
  return (
    <li class="row" data-user={user.name}>
      <div class="row-main">
        <b>{user.name}</b> {self && <span class="small muted">{words.users.self}</span>}
        <ProblemBox problem={doing.problem} />
      </div>
      <Choice
        name={words.users.roleOf(user.name)}
        value={user.role}
        onValue={(role) => void change(() => call('PATCH', path, { body: { role } }))}
        options={roles.map((role) => [role, words.roles[role]] as const)}
      />
      <Act role="admin" onClick={onPassword} label={`${words.users.newPassword} ${user.name}`}>
        {words.users.newPassword}
      </Act>
      <SureAct
        role="admin"
        text={words.remove}
        sure={words.users.removeSure}
        about={user.name}
        disabled={self}
        onSure={() => void change(() => call('DELETE', path))}
      />
    </li>
  );
}

function AddUser({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [password, setPassword] = useState('');
  const doing = useDoing();
  const add = async (): Promise<void> => {
    if (await doing.run(() => call('POST', '/users', { body: { name, role, password } }))) onClose();
  };
  return (
    <Dialog title={words.users.add} onClose={onClose}>
      <Form onSubmit={() => void add()}>
        <Input name={words.access.name} autoComplete="off" required value={name} onValue={setName} />
        <Choice
          name={words.users.role}
          hint={words.roleHints[role as keyof typeof words.roleHints]}
          value={role}
          onValue={setRole}
          options={roles.map((one) => [one, words.roles[one]] as const)}
        />
        <Password
          isNew
          name={words.access.password}
          hint={words.access.passwordHint}
          value={password}
          onValue={setPassword}
        />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" role="admin" disabled={doing.isBusy}>
          {words.users.add}
        </Act>
      </Form>
    </Dialog>
  );
}
