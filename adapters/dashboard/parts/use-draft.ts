import { useState } from 'preact/hooks';
import type { SiteFile } from '../answers.ts';
import type { Draft, Edits } from './draft.ts';
import { draftOf } from './draft.ts';

export function useDraft(file: SiteFile): Draft {
  const [edits, setEdits] = useState<Edits>(new Map());
  return draftOf(file, edits, setEdits);
}
