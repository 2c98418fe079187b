// The list that a station keeps itself (D01 towards the station; 1.6 §5.15): so that the loss of the LAN strands nobody who
// is known. What has changed is sent, or the whole list, in pieces that the station takes, each under a version of its own.

import type { AlarmKey } from '../../model/alarm.ts';
import type { LocalListEntry, Order } from '../../ocpp/order.ts';
import { toReader } from '../../model/token.ts';
import type { Listable, ListChange, StationList } from '../../site/adoption.ts';
import { listFor } from '../tokens/listed-tokens.ts';
import { rulesAt } from '../tokens/tokens.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { Step, StepContext } from './step.ts';

/** A list that needs more messages is cut: the most important tokens come first. */
const mostMessages = 50;
/** What stations take that do not say it. */
const usualPiece = 20;
const usualList = 100;
const mostVersions = 0x7fffffff;

export const localList: Step = {
  name: 'local list',
  next(context, _now, at) {
    const { part, live } = context;
    const { list } = live.adoption;
    const limits = limitsOf(context);
    if (limits === undefined || list.version === 'none') return undefined;
    if (list.version === undefined) return { kind: 'getLocalListVersion' };
    if (list.sending === undefined) {
      const wanted = listFor(context.state, rulesAt(context.state, context.station.id), limits.list, at);
      const isThere = part.list?.version === list.version && part.list.content === wanted.content;
      if (isThere || (wanted.tokens.length === 0 && list.version <= 0)) return undefined;
      list.sending = changeTo(context, wanted, list.version, limits.piece);
    }
    return pieceOf(context, list.sending, limits.piece);
  },
  heard(context, order, answer) {
    const { state, station, live } = context;
    const { list } = live.adoption;
    if (order.kind === 'getLocalListVersion') {
      const version = answer.status === 'Accepted' ? (answer.listVersion ?? -1) : -1;
      list.version = version < 0 ? 'none' : version;
    }
    if (order.kind !== 'sendLocalList' || list.sending === undefined) return [];
    const alarm: AlarmKey = `BB_STATION_LIST:${station.id}`;
    if (answer.status !== 'Accepted') {
      const { update } = list.sending;
      list.sending = undefined;
      live.listed = undefined;
      // It holds something else than what it took: it is asked once more, and gets all of it.
      list.version = update === 'Full' ? 'none' : undefined;
      if (list.version === undefined) return [];
      state.alarms.set(
        alarm,
        `${station.id} did not take its list of tokens (${answer.status}): when it loses the gateway, it refuses tokens that are known. Check its local list, or its storage.`,
      );
      return [];
    }
    const { version } = order;
    const { list: wanted, entries } = list.sending;
    list.version = version;
    list.sending.from += pieceLength(context);
    if (list.sending.from < entries.length) return [];
    list.sending = undefined;
    live.listed = { list: wanted, version, format: rulesAt(state, station.id).format };
    state.alarms.delete(alarm);
    const { content, tokens } = wanted;
    return [{ kind: 'StationListed', station: station.id, version, content, tokens: tokens.length }];
  },
};

/**
 * What has changed where the station holds what this process sent it, and nobody wrote to it since; all of it where that is
 * not known, or not less. Every piece has a version of its own, and versions do not begin anew in between.
 */
function changeTo(context: StepContext, list: StationList, version: number, piece: number): ListChange {
  const full: ListChange = { list, update: 'Full', entries: list.tokens, from: 0 };
  const { part, live, state, station } = context;
  const { listed } = live;
  const isOurs =
    listed?.version === version &&
    part.list?.version === version &&
    listed.list.content === part.list.content &&
    listed.format === rulesAt(state, station.id).format;
  if (!isOurs) return full;
  const entries = differences(context, listed.list, list);
  const isLess = entries.length > 0 && Math.ceil(entries.length / piece) < Math.ceil(list.tokens.length / piece);
  return isLess && version + entries.length < mostVersions ? { ...full, update: 'Differential', entries } : full;
}

function differences(context: StepContext, held: StationList, wanted: StationList): ListChange['entries'] {
  const before = new Map(held.tokens.map((one) => [one.key, sayingOf(one)]));
  const after = new Set(wanted.tokens.map(({ key }) => key));
  const gone = held.tokens.filter(({ key }) => !after.has(key));
  const news = wanted.tokens.filter((one) => before.get(one.key) !== sayingOf(one));
  if (gone.length === 0) return news;
  // Two tokens may be written alike: what stays is not taken out with what goes.
  const stay = new Set(wanted.tokens.map((one) => writtenAs(context, one)));
  return [...gone.filter((one) => !stay.has(writtenAs(context, one))).map(({ sealed }) => ({ sealed })), ...news];
}

const sayingOf = ({ verdict: { status, parent, expiresAt } }: Listable): string => `${status} ${parent} ${expiresAt}`;

/** How much the station takes at once and in all; undefined where it keeps no list. */
function limitsOf({ part }: StepContext): { piece: number; list: number } | undefined {
  const { featureProfiles = [], settings = {}, inventory } = part.capabilities;
  // In 2.x a list that cannot be switched off needs no switch.
  const isOn = (settings['LocalAuthListEnabled']?.value ?? String(inventory !== undefined)).toLowerCase() === 'true';
  if (!isOn || !featureProfiles.includes('LocalAuthListManagement')) return undefined;
  const count = (key: string, otherwise: number): number => {
    const value = Number(settings[key]?.value);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  const piece = count('SendLocalListMaxLength', usualPiece);
  return { piece, list: Math.min(count('LocalAuthListMaxLength', usualList), piece * mostMessages) };
}

const pieceLength = (context: StepContext): number => limitsOf(context)?.piece ?? usualPiece;

/** The first piece of a whole list takes the place of whatever the station held; all others are added to it. */
function pieceOf(context: StepContext, sending: ListChange, length: number): Order {
  const { part, live } = context;
  const { version } = live.adoption.list;
  const { entries, from, update } = sending;
  const last = Math.max(typeof version === 'number' ? version : 0, from === 0 ? (part.list?.version ?? 0) : 0);
  return {
    kind: 'sendLocalList',
    version: last >= mostVersions ? 1 : last + 1,
    update: from === 0 ? update : 'Differential',
    entries: entries.slice(from, from + length).flatMap((one) => entryOf(context, one)),
  };
}

/** What no idTag can hold is left out. */
function entryOf(context: StepContext, one: ListChange['entries'][number]): LocalListEntry[] {
  const longest = dialectOfStation(context.state, context.station.id).longestToken;
  const token = writtenAs(context, one);
  if (token === undefined || token.length > longest) return [];
  return [{ token, ...(one.verdict !== undefined && { verdict: { ...one.verdict, by: 'list' } }) }];
}

/** As the station's reader writes it. */
function writtenAs({ state, station }: StepContext, { sealed }: Pick<Listable, 'sealed'>): string | undefined {
  const token = state.seal.open(sealed);
  return token === undefined ? undefined : toReader(token, rulesAt(state, station.id).format);
}
