// A word before somebody is signed out, and what to do about it.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { loadAccess, roleIn, useAccess } from '../access.ts';
import { call } from '../api.ts';
import { useStaying } from '../staying.ts';
import { clock } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act } from './act.tsx';
import { OwnPasswordDialog } from './own-password.tsx';

export function EndingBar(): JSX.Element | null {
  const access = useAccess();
  if (access?.state !== 'claimed' || access.user === undefined) return null;
  return <Bar name={access.user.name} isWall={roleIn(access) === 'viewer'} />;
}

function Bar({ name, isWall }: { readonly name: string; readonly isWall: boolean }): JSX.Element {
  const words = useWords();
  const { ending, stay } = useStaying(isWall);
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      {ending !== undefined && (
        <div class="ending-bar" role="alert">
          <span>{words.staying[ending.kind === 'idle' ? 'soon' : 'over'](clock(ending.at))}</span>
          {ending.kind === 'idle' ? (
            <Act onClick={stay}>{words.staying.stay}</Act>
          ) : (
            <Act onClick={() => setAsked(true)}>{words.staying.again}</Act>
          )}
        </div>
      )}
      {isAsked && (
        <AgainDialog
          name={name}
          onClose={() => {
            setAsked(false);
            stay();
          }}
        />
      )}
    </>
  );
}

/** A new session in the place of the one that ends: nothing on the page is lost. */
function AgainDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  return (
    <OwnPasswordDialog
      title={`${words.staying.again}: ${name}`}
      user={name}
      act={words.access.signIn}
      onPassword={async (password) => {
        await call('POST', '/session', { body: { name, password } });
        await loadAccess();
      }}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
