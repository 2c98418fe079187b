// A list of the site file as a table: what is edited, added and taken out is marked until it is applied.

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../access.ts';
import { useMay } from '../access.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act } from './act.tsx';
import { CheckCell, ChoiceCell, NumberCell, TextCell } from './cell-input.tsx';
import { Dialog } from './dialog.tsx';
import type { Draft, Path } from './draft.ts';
import { valueIn } from './draft.ts';
import { Choice, Input } from './field.tsx';
import { Table } from './table.tsx';

export interface Column {
  readonly key: string;
  readonly name: string;
  readonly kind: 'name' | 'number' | 'text' | 'choice' | 'check';
  readonly options?: readonly (readonly [value: string, text: string])[];
  readonly hint?: string;
  /** Asked of what is new. */
  readonly isNeeded?: boolean;
}

interface EditTableProps {
  readonly title: string;
  readonly draft: Draft;
  /** Who may change it. */
  readonly role?: Role;
  readonly path: Path;
  readonly columns: readonly Column[];
  /** What is called so in the first column. */
  readonly nameOf: (row: Readonly<Record<string, unknown>>) => string;
  readonly intro?: ComponentChildren;
  /** What the form asked, as it stands in the file. */
  readonly made?: (values: Readonly<Record<string, unknown>>) => unknown;
}

export function EditTable(props: EditTableProps): JSX.Element {
  const { title, draft, role = 'installer', path, columns, nameOf, intro, made } = props;
  const words = useWords();
  const [isAdding, setAdding] = useState(false);
  const rows = (valueIn(draft.file, path) ?? []) as readonly Readonly<Record<string, unknown>>[];
  return (
    <section class="panel stack">
      <div class="head">
        <h2>{title}</h2>
        <Act role={role} onClick={() => setAdding(true)}>
          {words.add}
        </Act>
      </div>
      {intro}
      <Table
        label={title}
        heads={[...columns.map(({ name }) => name), <span class="hidden">{words.remove}</span>]}
        look="edit"
      >
        {rows.map((row, at) => (
          <Row key={at} draft={draft} role={role} path={[...path, at]} columns={columns} name={nameOf(row)} />
        ))}
        {draft.added(path).map(({ key, value }) => (
          <AddedRow key={key} value={value} columns={columns} nameOf={nameOf} onTakeBack={() => draft.takeBack(key)} />
        ))}
      </Table>
      {isAdding && (
        <AddDialog
          title={title}
          columns={columns}
          onClose={() => setAdding(false)}
          onAdd={(values) => {
            draft.add(path, made === undefined ? values : made(values));
            setAdding(false);
          }}
        />
      )}
    </section>
  );
}

interface RowProps {
  readonly draft: Draft;
  readonly role: Role;
  readonly path: Path;
  readonly columns: readonly Column[];
  readonly name: string;
}

function Row({ draft, role, path, columns, name }: RowProps): JSX.Element {
  const words = useWords();
  const may = useMay(role);
  const isRemoved = draft.isRemoved(path);
  return (
    <tr class={isRemoved ? 'removed' : ''} data-row={name}>
      {columns.map((column) =>
        column.kind === 'name' ? (
          <th key={column.key} scope="row">
            {name}
          </th>
        ) : (
          <td key={column.key}>
            <fieldset disabled={!may || isRemoved}>
              <Cell draft={draft} path={[...path, column.key]} column={column} label={`${column.name}, ${name}`} />
            </fieldset>
          </td>
        ),
      )}
      <td>
        {isRemoved ? (
          <Act kind="quiet" label={`${words.takeBack} ${name}`} onClick={() => draft.takeBack(JSON.stringify(path))}>
            {words.takeBack}
          </Act>
        ) : (
          <Act kind="quiet" role={role} label={`${words.remove} ${name}`} onClick={() => draft.remove(path)}>
            {words.remove}
          </Act>
        )}
      </td>
    </tr>
  );
}

function Cell({
  column,
  ...rest
}: {
  readonly draft: Draft;
  readonly path: Path;
  readonly column: Column;
  readonly label: string;
}): JSX.Element {
  switch (column.kind) {
    case 'number':
      return <NumberCell {...rest} />;
    case 'choice':
      return <ChoiceCell {...rest} options={column.options ?? []} />;
    case 'check':
      return <CheckCell {...rest} />;
    default:
      return <TextCell {...rest} />;
  }
}

interface AddedRowProps {
  readonly value: unknown;
  readonly columns: readonly Column[];
  readonly nameOf: EditTableProps['nameOf'];
  readonly onTakeBack: () => void;
}

function AddedRow({ value, columns, nameOf, onTakeBack }: AddedRowProps): JSX.Element {
  const words = useWords();
  const row = value as Readonly<Record<string, unknown>>;
  return (
    <tr class="added">
      {columns.map(({ key, kind }) =>
        kind === 'name' ? (
          <th key={key} scope="row">
            {nameOf(row)}
          </th>
        ) : (
          <td key={key}>{row[key] === undefined ? '' : String(row[key] as string | number | boolean)}</td>
        ),
      )}
      <td>
        <Act kind="quiet" label={`${words.takeBack} ${nameOf(row)}`} onClick={onTakeBack}>
          {words.takeBack}
        </Act>
      </td>
    </tr>
  );
}

interface AddDialogProps {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly onClose: () => void;
  readonly onAdd: (values: Readonly<Record<string, unknown>>) => void;
}

function AddDialog({ title, columns, onClose, onAdd }: AddDialogProps): JSX.Element {
  const words = useWords();
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const set = (key: string, value: unknown): void => {
    const { [key]: _, ...rest } = values;
    setValues(value === '' || value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <Dialog title={`${words.add}: ${title}`} onClose={onClose}>
      <Form onSubmit={() => onAdd(values)}>
        {columns.map((column) => (
          <AddField
            key={column.key}
            column={column}
            value={values[column.key]}
            onValue={(value) => set(column.key, value)}
          />
        ))}
        <Act kind="strong" type="submit">
          {words.add}
        </Act>
      </Form>
    </Dialog>
  );
}

interface AddFieldProps {
  readonly column: Column;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
}

function AddField({
  column: { name, kind, options, hint, isNeeded = false },
  value,
  onValue,
}: AddFieldProps): JSX.Element {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const about = { name, ...(hint !== undefined && { hint }) };
  switch (kind) {
    case 'check':
      return (
        <label class="check">
          <input
            type="checkbox"
            checked={value === true}
            onChange={({ currentTarget }) => onValue(currentTarget.checked ? true : undefined)}
          />
          {name}
        </label>
      );
    case 'choice':
      return <Choice {...about} value={text} onValue={onValue} options={options ?? []} />;
    case 'number':
      return (
        <Input
          {...about}
          type="number"
          step="any"
          required={isNeeded}
          value={text}
          onValue={(next) => onValue(next === '' ? '' : Number(next))}
        />
      );
    default:
      return <Input {...about} required={isNeeded} value={text} onValue={onValue} />;
  }
}
