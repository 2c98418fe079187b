import type { JSX } from 'preact';
import { useWords } from '../text/language.ts';
import type { Draft } from './draft.ts';
import { EditTable } from './edit-table.tsx';

export function TokenForm({ draft }: { readonly draft: Draft }): JSX.Element {
  const words = useWords();
  return (
    <EditTable
      title={words.site.tokens}
      draft={draft}
      role="operator"
      path={['tokens']}
      nameOf={({ token }) => String(token)}
      intro={<p class="small muted">{words.site.tokensHint}</p>}
      columns={[
        { key: 'token', name: words.sessions.token, kind: 'name', isNeeded: true },
        { key: 'vehicle', name: words.sessions.vehicle, kind: 'text' },
        { key: 'departure', name: words.plan.departure, kind: 'text', hint: words.site.departureHint },
        { key: 'energy', name: words.plan.energy, kind: 'number' },
        { key: 'priority', name: words.plan.priority, kind: 'number' },
        { key: 'blocked', name: words.site.blocked, kind: 'check' },
      ]}
    />
  );
}
