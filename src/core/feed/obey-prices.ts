import { serves } from '../uplink/live.ts';
import type { PriceEntry } from '../../model/price.ts';
import type { CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import { refusedWith } from '../../uplink/mqtt/command-answer.ts';
import { servePrices } from '../outside/prices.ts';
import { siteOf } from '../state.ts';
import type { Obeying } from './obeying.ts';

/** What hours cost, for the planner and for sessions: of the site as a whole. */
export function setPrices({ state, uplink, decided, now }: Obeying, entries: readonly PriceEntry[]): CommandAnswer {
  const other = siteOf(state).stations.find(({ id }) => !serves(uplink, id));
  if (other !== undefined)
    return refusedWith(
      'BB_COMMAND_NOT_OURS',
      `${other.id} belongs to another uplink, and prices are of the whole site. Set them over the API.`,
    );
  const view = servePrices(state, { kind: 'setPrices', entries }, decided.facts, now);
  if ('problem' in view) return refusedWith(view.problem.code, view.problem.detail);
  const { currency, givenUntil } = view;
  return { status: 'accepted', data: { currency, ...(givenUntil !== undefined && { givenUntil }) } };
}
