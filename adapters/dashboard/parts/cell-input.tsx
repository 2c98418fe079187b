// A cell of a table that can be edited, marked where it was.

import type { JSX } from 'preact';
import type { Draft, Path } from './draft.ts';

interface CellProps {
  readonly draft: Draft;
  readonly path: Path;
  /** For whoever does not see the table around it. */
  readonly label: string;
}

export function NumberCell({
  draft,
  path,
  label,
  step = 'any',
}: CellProps & { readonly step?: number | 'any' }): JSX.Element {
  const value = draft.valueAt(path);
  return (
    <input
      class={draft.isChanged(path) ? 'cell changed' : 'cell'}
      type="number"
      step={step}
      aria-label={label}
      value={typeof value === 'number' ? String(value) : ''}
      placeholder={typeof value === 'string' ? value : ''}
      onInput={({ currentTarget }) =>
        draft.set(path, currentTarget.value === '' ? undefined : Number(currentTarget.value))
      }
    />
  );
}

export function TextCell({ draft, path, label }: CellProps): JSX.Element {
  const value = draft.valueAt(path);
  return (
    <input
      class={draft.isChanged(path) ? 'cell changed' : 'cell'}
      type="text"
      aria-label={label}
      value={typeof value === 'string' || typeof value === 'number' ? value : ''}
      onInput={({ currentTarget }) => draft.set(path, currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}

interface ChoiceCellProps extends CellProps {
  readonly options: readonly (readonly [value: string, text: string])[];
}

export function ChoiceCell({ draft, path, label, options }: ChoiceCellProps): JSX.Element {
  const value = draft.valueAt(path);
  return (
    <select
      class={draft.isChanged(path) ? 'cell changed' : 'cell'}
      aria-label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={({ currentTarget }) => draft.set(path, currentTarget.value === '' ? undefined : currentTarget.value)}
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function CheckCell({ draft, path, label }: CellProps): JSX.Element {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={draft.valueAt(path) === true}
      onChange={({ currentTarget }) => draft.set(path, currentTarget.checked ? true : undefined)}
    />
  );
}
