import type { JSX } from 'preact';
import { useWords } from '../text/language.ts';
import type { Draft } from './draft.ts';
import { EditTable } from './edit-table.tsx';

export function CircuitForm({ draft }: { readonly draft: Draft }): JSX.Element {
  const words = useWords();
  const circuits = (draft.file.circuits ?? []).map(({ id }) => [id, id] as const);
  return (
    <EditTable
      title={words.site.circuits}
      draft={draft}
      path={['circuits']}
      nameOf={({ id }) => String(id)}
      intro={<p class="small muted">{words.site.circuitsHint}</p>}
      columns={[
        { key: 'id', name: words.site.id, kind: 'name', isNeeded: true },
        {
          key: 'parent',
          name: words.site.parent,
          kind: 'choice',
          options: [['', words.site.gridConnection], ...circuits],
        },
        { key: 'limitAmps', name: words.site.limitAmps, kind: 'number', isNeeded: true },
        {
          key: 'worstCaseBaseAmps',
          name: words.site.worstCaseBaseAmps,
          kind: 'number',
          hint: words.site.worstCaseBaseHint,
        },
        { key: 'worstStepAmps', name: words.site.worstStepAmps, kind: 'number' },
        { key: 'maxUnbalanceAmps', name: words.site.maxUnbalanceAmps, kind: 'number' },
        { key: 'meter', name: words.site.meter, kind: 'text' },
      ]}
    />
  );
}
