// How far the gateway is in taking on a station that connected, rebuilt from nothing with each connection.

import type { ForeignProfile } from '../model/capabilities.ts';
import type { ProfilePurpose } from '../model/charging-profile.ts';
import type { Judgement } from '../model/fact/authorization.ts';
import type { Mono } from '../model/time.ts';
import type { TokenFormat, TokenKey } from '../model/token.ts';

/** How far the gateway is in taking on a station that connected: a step at a time. */
export interface Adoption {
  readonly done: Set<string>;
  /** The step whose order is not answered yet. */
  asking: string | undefined;
  /** Orders of one step so far: none may ask for ever. */
  orders: number;
  /** What steps that ask for several things have asked for. */
  readonly asked: Set<string>;
  readonly list: ListInHand;
  /** What it reports of its device model, page by page. */
  report: ReportInHand | undefined;
  /** What it reports of the charging profiles in it. */
  profiles: ProfilesInHand | undefined;
  /** A step waits until then, or until the station answers something. */
  dueAt: Mono;
  /** Orders in a row that it refused; and until when it is left alone because of that (Q55). */
  refused: number;
  pausedUntil: Mono;
}

/** A report that a station was asked for. */
export interface ReportInHand {
  readonly request: number;
  readonly base: 'FullInventory' | 'ConfigurationInventory';
  /** How often a whole report was asked for. */
  readonly attempt: number;
  /** `refused`: it has no such report. */
  state: 'asked' | 'coming' | 'whole' | 'torn' | 'refused' | 'failed';
  /** The page that comes next. */
  next: number;
  /** A page is missing. */
  hasGap: boolean;
  /** Variables so far. */
  variables: number;
  heardAt: Mono;
}

/** Charging profiles that a station of 2.x is asked for, one purpose after another; what is not ours is cleared and asked for again. */
export interface ProfilesInHand {
  /** What it is asked about now, and under which number. */
  asking: ProfilePurpose | undefined;
  request: number;
  /** Pages of this answer so far. */
  pages: number;
  /** When something came of it last, or it was taken; absent before that. */
  heardAt: Mono | undefined;
  /** What of this answer is not ours. */
  found: ForeignProfile[];
  /** To be asked for in this round. */
  due: ProfilePurpose[];
  /** To be cleared before that. */
  clearing: ForeignProfile[];
  round: number;
  /** What is not ours, as it was reported last; nothing yet of a purpose that is not here. */
  readonly foreign: Map<ProfilePurpose, readonly ForeignProfile[]>;
}

/** What is known in this connection of the list that the station keeps itself. */
export interface ListInHand {
  /** `none` where it keeps none or takes none. */
  version: number | 'none' | undefined;
  /** What is on its way to it, from this entry on. */
  sending: ListChange | undefined;
}

/** How a station comes to hold a list: all of it, or what has changed in what it holds. */
export interface ListChange {
  readonly list: StationList;
  readonly update: 'Full' | 'Differential';
  /** A token without a verdict is taken out. */
  readonly entries: readonly (Pick<Listable, 'sealed'> & Partial<Listable>)[];
  from: number;
}

/** What a station took in this process. */
export interface Listed {
  readonly list: StationList;
  readonly version: number;
  /** How its tokens are written. */
  readonly format: TokenFormat;
}

/** Tokens for one station, the most important first, and a hash of what they say in whatever order. */
export interface StationList {
  readonly tokens: readonly Listable[];
  readonly content: string;
}

export interface Listable {
  readonly key: TokenKey;
  readonly sealed: string;
  readonly verdict: Judgement;
}

export const newAdoption = (): Adoption => ({
  done: new Set(),
  asking: undefined,
  orders: 0,
  asked: new Set(),
  list: newListInHand(),
  report: undefined,
  profiles: undefined,
  dueAt: longAgo,
  refused: 0,
  pausedUntil: longAgo,
});

const longAgo = Number.NEGATIVE_INFINITY as Mono;

const newListInHand = (): ListInHand => ({ version: undefined, sending: undefined });
