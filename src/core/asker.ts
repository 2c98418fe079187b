import type { LinkId } from '../model/ids.ts';

/** A CALL of a peer that waits for its answer. */
export interface Asker {
  readonly link: LinkId;
  /** The message id in its JSON form, for the echo. */
  readonly idText: string;
}
