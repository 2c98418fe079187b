// What somebody wants changed of a file and has not applied: edits by the place that they are about.

import type { Edit, SiteFile } from '../answers.ts';

export type Path = readonly (string | number)[];

export interface Draft {
  readonly file: SiteFile;
  edits(): readonly Edit[];
  /** As it would be; what the file says where nothing was changed. */
  valueAt(path: Path): unknown;
  isChanged(path: Path): boolean;
  /** What is set to what the file says is no edit; undefined removes the key. */
  set(path: Path, value: unknown): void;
  /** One more of a list. */
  add(path: Path, value: unknown): void;
  remove(path: Path): void;
  isRemoved(path: Path): boolean;
  /** Those that would be added to a list. */
  added(path: Path): readonly { readonly key: string; readonly value: unknown }[];
  takeBack(key: string): void;
  reset(): void;
}

export type Edits = ReadonlyMap<string, Edit>;

export function valueIn(file: unknown, path: Path): unknown {
  let value = file;
  for (const part of path) value = (value as Record<string | number, unknown> | undefined)?.[part];
  return value;
}

const keyOf = (path: Path): string => JSON.stringify(path);

export function draftOf(file: SiteFile, edits: Edits, setEdits: (edits: Edits) => void): Draft {
  const put = (key: string, edit: Edit | undefined): void => {
    const next = new Map(edits);
    if (edit === undefined) next.delete(key);
    else next.set(key, edit);
    setEdits(next);
  };
  return {
    file,
    edits: () => ordered([...edits.values()]),
    valueAt(path) {
      const edit = edits.get(keyOf(path));
      return edit === undefined ? valueIn(file, path) : edit.value;
    },
    isChanged: (path) => edits.has(keyOf(path)),
    set(path, value) {
      const before = valueIn(file, path);
      if (value === before) return put(keyOf(path), undefined);
      put(keyOf(path), value === undefined ? { op: 'remove', path } : { op: 'set', path, value });
    },
    add: (path, value) => put(`${keyOf(path)} + ${edits.size} ${JSON.stringify(value)}`, { op: 'add', path, value }),
    remove: (path) => put(keyOf(path), { op: 'remove', path }),
    isRemoved: (path) => edits.get(keyOf(path))?.op === 'remove',
    added: (path) =>
      [...edits].flatMap(([key, edit]) =>
        edit.op === 'add' && keyOf(edit.path) === keyOf(path) ? [{ key, value: edit.value }] : [],
      ),
    takeBack: (key) => put(key, undefined),
    reset: () => setEdits(new Map()),
  };
}

/** Places are those of the file as it is: what is removed of a list goes last, from its end. */
function ordered(edits: readonly Edit[]): readonly Edit[] {
  const others = edits.filter((edit) => edit.op !== 'remove');
  const removed = edits.filter((edit) => edit.op === 'remove');
  const place = ({ path }: Edit): number => Number(path.findLast((part) => typeof part === 'number') ?? -1);
  return [...others, ...removed.sort((a, b) => place(b) - place(a))];
}
