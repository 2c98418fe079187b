import type { Listable, StationList } from '../../site/adoption.ts';

/** Lists that were worked out already, for as long as nothing has changed. */
export interface ListMemo {
  revision: number;
  readonly known: Map<string, readonly Listable[]>;
  readonly lists: Map<string, StationList>;
}

export const newListMemo = (): ListMemo => ({ revision: -1, known: new Map(), lists: new Map() });
