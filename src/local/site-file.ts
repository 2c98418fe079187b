// What people and tools do with the files of the site over the API: look, try, change, take back.

import Type from 'typebox';
import type { Static } from 'typebox';
import type { Role } from './actor.ts';
import type { Version } from '../model/file-version.ts';
import type { DiffLine } from './line-diff.ts';
import type { Outcome } from './problem.ts';
import type { EffectView } from './site-effect.ts';
import type { ValueChange } from './value-diff.ts';

const closed = { additionalProperties: false };

/** A depot's biggest change by hand has some dozens. */
const mostEdits = 200;

const Path = Type.Array(
  Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Integer({ minimum: 0, maximum: 100_000 })]),
  { minItems: 1, maxItems: 12, description: 'Keys, and places in lists counted from 0, from the top of the file' },
);

const FileEdit = Type.Object(
  {
    op: Type.Union([Type.Literal('set'), Type.Literal('add'), Type.Literal('remove')], {
      description:
        'set: writes a key or an entry of a list. add: a new entry at the end of a list. remove: takes a key or an entry out',
    }),
    path: Path,
    value: Type.Optional(Type.Unknown({ description: 'For set and add' })),
  },
  closed,
);

export const reasonText = Type.Optional(
  Type.String({ maxLength: 200, description: 'Why, for whoever reads the versions' }),
);
const edits = Type.Array(FileEdit, { minItems: 1, maxItems: mostEdits });
/** As long as a file may be; its bytes are looked at when it is read. */
const text = Type.String({ maxLength: 4 * 1024 * 1024, description: 'The whole file' });

export const PreviewBody = Type.Object({ edits: Type.Optional(edits), text: Type.Optional(text) }, closed);
export const EditBody = Type.Object({ edits, reason: reasonText }, closed);
export const WholeBody = Type.Object({ text, reason: reasonText }, closed);
export const UndoBody = Type.Object(
  { version: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), reason: reasonText },
  closed,
);

export type FileEdit = Static<typeof FileEdit>;
/** One of the two. */
export type Wanted = Static<typeof PreviewBody>;

export type FileKind = 'site' | 'tokens';

/** Who changes a file, and over which way: a session, a token, the gateway itself, or somebody in the file. */
export interface Author {
  readonly by: string;
  readonly via: string;
  readonly reason?: string;
  readonly undoes?: number;
}

export interface FileView {
  /** Passwords in it are hidden. */
  readonly text: string;
  readonly etag: string;
  /** As it is written, by its keys; absent while the file is no YAML. */
  readonly file?: unknown;
}

export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly path: readonly (string | number)[];
  readonly line?: number;
  readonly column?: number;
}

export interface Preview {
  /** Whether the same would be taken now. */
  readonly ok: boolean;
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
  readonly diff: readonly DiffLine[];
  /** Absent where the file would not be taken. */
  readonly effect?: EffectView;
}

export interface Written {
  readonly etag: string;
  /** Absent where it could not be kept: the change counts all the same. */
  readonly version?: number;
  /** What changed, in figures. */
  readonly summary: string;
  /** The same by its keys, without secrets. */
  readonly changes?: readonly ValueChange[];
}

export interface VersionView extends Version {
  readonly diff: readonly DiffLine[];
}

export interface Terms {
  /** The state of the file that a change is meant for; another one refuses it. */
  readonly ifMatch?: string;
  readonly author?: Author;
  /** Of who asks over the API. */
  readonly role?: Role;
}

/** One of the files, as the API and the console use it. */
export interface FileDesk {
  look(): Outcome<FileView>;
  preview(wanted: Wanted, role?: Role): Promise<Outcome<Preview>>;
  change(wanted: Wanted, terms: Terms): Promise<Outcome<Written>>;
  versions(limit: number, before?: number): Promise<Outcome<{ versions: readonly VersionView[]; next?: string }>>;
  undo(version: number, terms: Terms): Promise<Outcome<Written>>;
}
