import type { JSX } from 'preact';
import { useWords } from '../text/language.ts';
import type { Draft } from './draft.ts';
import type { Column } from './edit-table.tsx';
import { EditTable } from './edit-table.tsx';

const states = ['planned', 'installed', 'enrolled', 'isolated', 'retired'] as const;

export function StationForm({ draft }: { readonly draft: Draft }): JSX.Element {
  const words = useWords();
  const circuits = (draft.file.circuits ?? []).map(({ id }) => [id, id] as const);
  return (
    <EditTable
      title={words.site.stations}
      draft={draft}
      path={['stations']}
      nameOf={({ id, range }) => String(id ?? range)}
      intro={<p class="small muted">{words.site.stationsHint}</p>}
      made={({ maxAmps, ...rest }) => (maxAmps === undefined ? rest : { ...rest, evses: [{ id: 1, maxAmps }] })}
      columns={columnsOf([
        { key: 'id', name: words.site.id, kind: 'name', isNeeded: true },
        { key: 'circuit', name: words.stations.circuit, kind: 'choice', options: [['', '–'], ...circuits] },
        {
          key: 'state',
          name: words.site.state,
          kind: 'choice',
          options: [['', '–'], ...states.map((one) => [one, words.site.states[one]] as const)],
        },
        { key: 'fallbackAmps', name: words.evse.fallback, kind: 'number' },
        { key: 'template', name: words.site.template, kind: 'text' },
        { key: 'maxAmps', name: words.stations.maxAmps, kind: 'number' },
      ]).filter(isAskedOrKept(draft))}
    />
  );
}

const columnsOf = (columns: readonly Column[]): readonly Column[] => columns;

/** What every station of the file has in its template is not shown as a column of nothing. */
const isAskedOrKept =
  (draft: Draft) =>
  ({ key }: { readonly key: string }): boolean =>
    key !== 'template' || (draft.file.stations ?? []).some(({ template }) => template !== undefined);
