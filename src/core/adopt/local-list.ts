// The list that a station keeps itself (D01 towards the station; 1.6 §5.15): so that the loss of the LAN strands nobody who
// is known. A list that differs is sent anew, in pieces that the station takes, each under a version of its own.

import type { LocalListEntry, Order } from '../../ocpp/order.ts';
import { longestToken } from '../../ocpp/v16/authorize.ts';
import { toReader } from '../../model/token.ts';
import type { Listable } from '../../site/live.ts';
import { listFor } from '../tokens/listed-tokens.ts';
import { rulesAt } from '../tokens/tokens.ts';
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
      list.sending = { ...wanted, from: 0 };
    }
    return pieceOf(context, limits.piece);
  },
  heard(context, order, answer) {
    const { list } = context.live.adoption;
    if (order.kind === 'getLocalListVersion') {
      const version = answer.status === 'Accepted' ? (answer.listVersion ?? -1) : -1;
      list.version = version < 0 ? 'none' : version;
    }
    if (order.kind !== 'sendLocalList' || list.sending === undefined) return [];
    const alarm = `BB_STATION_LIST:${context.station.id}`;
    if (answer.status !== 'Accepted') {
      list.version = 'none';
      list.sending = undefined;
      context.state.alarms.set(
        alarm,
        `${context.station.id} did not take its list of tokens (${answer.status}): when it loses the gateway, it refuses tokens that are known. Check its local list, or its storage.`,
      );
      return [];
    }
    const { content, tokens, from } = list.sending;
    list.version = order.version;
    list.sending.from = from + pieceLength(context);
    if (list.sending.from < tokens.length) return [];
    list.sending = undefined;
    context.state.alarms.delete(alarm);
    const { version } = order;
    return [{ kind: 'StationListed', station: context.station.id, version, content, tokens: tokens.length }];
  },
};

/** How much the station takes at once and in all; undefined where it keeps no list. */
function limitsOf({ part }: StepContext): { piece: number; list: number } | undefined {
  const { featureProfiles = [], settings = {} } = part.capabilities;
  const isOn = settings['LocalAuthListEnabled']?.value?.toLowerCase() === 'true';
  if (!isOn || !featureProfiles.includes('LocalAuthListManagement')) return undefined;
  const count = (key: string, otherwise: number): number => {
    const value = Number(settings[key]?.value);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  const piece = count('SendLocalListMaxLength', usualPiece);
  return { piece, list: Math.min(count('LocalAuthListMaxLength', usualList), piece * mostMessages) };
}

const pieceLength = (context: StepContext): number => limitsOf(context)?.piece ?? usualPiece;

/** The first piece takes the place of whatever the station held; the others are added to it. */
function pieceOf(context: StepContext, length: number): Order {
  const { part, live } = context;
  const { sending, version } = live.adoption.list;
  const { tokens, from } = sending!;
  const last = Math.max(typeof version === 'number' ? version : 0, from === 0 ? (part.list?.version ?? 0) : 0);
  return {
    kind: 'sendLocalList',
    version: last >= mostVersions ? 1 : last + 1,
    update: from === 0 ? 'Full' : 'Differential',
    entries: tokens.slice(from, from + length).flatMap((one) => entryOf(context, one)),
  };
}

/** As the station's reader writes it. What no idTag can hold is left out. */
function entryOf({ state, station }: StepContext, { sealed, verdict }: Listable): LocalListEntry[] {
  const token = state.seal.open(sealed);
  if (token === undefined) return [];
  const written = toReader(token, rulesAt(state, station.id).format);
  return written.length > longestToken ? [] : [{ token: written, verdict: { ...verdict, by: 'list' } }];
}
