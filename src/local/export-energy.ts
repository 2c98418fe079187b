// Energy and costs of many sessions, summed up by vehicle, token, EVSE, day or month. Memory grows with the number of groups,
// never with that of sessions.

import { dayOf } from '../model/day.ts';
import { roundMoney } from '../model/money.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import type { ExportSite, SessionKept } from './export-sessions.ts';
import { amountOf, energyWhOf, kWhOf, vehicleOf } from './export-sessions.ts';
import type { ExportRow } from './export-text.ts';
import { costOf } from './session-cost.ts';

export const groupings = ['vehicle', 'token', 'evse', 'day', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** A card a minute for half a year; some hundred megabytes would be the next step. */
export const mostGroups = 250_000;

export interface Point {
  readonly at: Utc;
  readonly energyWh: number;
  readonly cost: number;
}

export interface Group {
  readonly keys: ExportRow;
  sessions: number;
  energyWh: number;
  cost: number;
  readonly currency: string | undefined;
  /** Sessions that nobody knows the cost of. */
  unpriced: number;
}

export class TooManyGroups extends Error {}

const keyColumns: Readonly<Record<Grouping, readonly string[]>> = {
  vehicle: ['vehicle'],
  token: ['token', 'vehicle'],
  evse: ['station', 'evse'],
  day: ['day'],
  month: ['month'],
};

export const energyColumns = (by: Grouping): readonly string[] => [
  ...keyColumns[by],
  'sessions',
  'energyKwh',
  'cost',
  'currency',
  'unpricedSessions',
  ...(by === 'day' || by === 'month' ? ['peakKw', 'peakAt', 'chargingPeakKw', 'measuredHours'] : []),
  ...(by === 'month' ? ['demandCost'] : []),
];

export type Groups = Map<string, Group>;

/** Whole sessions, by what they have in common. Costs are summed up as they are invoiced: each rounded. */
export function groupSessions(
  sessions: Iterable<SessionKept>,
  by: Exclude<Grouping, 'day' | 'month'>,
  site: ExportSite,
): Groups {
  const groups: Groups = new Map();
  for (const session of sessions) {
    const cost = costOf(session);
    const group = groupOf(
      groups,
      keysOf(session, by, site),
      cost === undefined ? site.currency : (cost.currency ?? site.currency),
    );
    group.sessions += 1;
    group.energyWh += energyWhOf(session) ?? 0;
    if (cost === undefined) group.unpriced += 1;
    else group.cost += cost.amount;
  }
  return groups;
}

function keysOf(session: SessionKept, by: Grouping, site: ExportSite): ExportRow {
  const { station, evse, token } = session;
  if (by === 'evse') return { station, evse: evse === 0 ? undefined : evse };
  const vehicle = vehicleOf(session, site);
  return by === 'vehicle' ? { vehicle } : { token: token === '' ? undefined : token, vehicle };
}

function groupOf(groups: Groups, keys: ExportRow, currency: string | undefined): Group {
  const key = JSON.stringify([Object.values(keys).map((one) => one ?? null), currency ?? null]);
  let group = groups.get(key);
  if (group === undefined) {
    if (groups.size >= mostGroups) throw new TooManyGroups();
    group = { keys, sessions: 0, energyWh: 0, cost: 0, currency, unpriced: 0 };
    groups.set(key, group);
  }
  return group;
}

export interface Range {
  readonly from: Utc;
  readonly to: Utc;
}

/** Sessions that began up to so long before it may still have charged in a range. */
export const longestSessionMs = 31 * 86_400_000;

/**
 * What was charged on each day of the site, also of a session that lasted over midnight: it counts as one of the day on which it
 * began. `pointsOf`: what it cost on its way; without any, its energy is spread evenly over its time.
 */
export function groupByTime(
  sessions: Iterable<SessionKept>,
  pointsOf: (session: SessionKept) => readonly Point[],
  by: 'day' | 'month',
  site: ExportSite,
  { from, to }: Range,
): Groups {
  const groups: Groups = new Map();
  for (const session of sessions) {
    const { startedAt, endedAt } = session;
    const began = startedAt ?? endedAt;
    if (began === undefined || (endedAt ?? began) < from) continue;
    const cost = costOf(session);
    const currency = cost?.currency ?? site.currency;
    const groupAt = (at: Utc): Group => groupOf(groups, { [by]: nameAt(site.timezone, at, by) }, currency);
    if (began >= from) {
      const group = groupAt(began);
      group.sessions += 1;
      if (cost === undefined) group.unpriced += 1;
    }
    for (const piece of piecesOf(session, began, pointsOf, cost)) {
      if (piece.at < from || piece.at >= to) continue;
      const group = groupAt(piece.at);
      group.energyWh += piece.energyWh;
      group.cost += piece.cost;
    }
  }
  // Pieces of costs are no invoices: they are rounded together.
  for (const group of groups.values())
    if (group.currency !== undefined) group.cost = roundMoney(group.cost, group.currency);
  return groups;

  function* piecesOf(
    session: SessionKept,
    began: Utc,
    points: (session: SessionKept) => readonly Point[],
    cost: ReturnType<typeof costOf>,
  ): Generator<Point> {
    const energyWh = energyWhOf(session) ?? 0;
    const total = session.cost ?? 0;
    const end: Point = { at: session.endedAt ?? points(session).at(-1)?.at ?? began, energyWh, cost: total };
    let before: Point = { at: began, energyWh: 0, cost: 0 };
    // What a central system says in all is spread like the energy.
    const told = cost?.source === 'csms' && energyWh !== 0 ? cost.amount / energyWh : undefined;
    for (const point of [...points(session), end]) {
      const piece = { ...point, energyWh: point.energyWh - before.energyWh, cost: point.cost - before.cost };
      for (const part of overDays(site.timezone, before.at, piece))
        yield told === undefined ? part : { ...part, cost: told * part.energyWh };
      before = point;
    }
    if (cost?.source === 'csms' && energyWh === 0) yield { at: end.at, energyWh: 0, cost: cost.amount };
  }
}

/** Evenly over its time, a part a day. */
function* overDays(timezone: string, start: Utc, piece: Point): Generator<Point> {
  const from = Math.max(start, piece.at - longestSessionMs);
  const ms = piece.at - from;
  if (ms <= 0) {
    yield piece;
    return;
  }
  for (let at = from; at < piece.at;) {
    const end = Math.min(dayOf(timezone, utc(at)).until, piece.at);
    const share = (end - at) / ms;
    yield { at: utc(at), energyWh: piece.energyWh * share, cost: piece.cost * share };
    at = end;
  }
}

export const nameAt = (timezone: string, at: Utc, by: 'day' | 'month'): string =>
  dayOf(timezone, at).name.slice(0, by === 'day' ? 10 : 7);

/** Without what a day or month has besides. */
export const energyRow = ({ keys, sessions, energyWh, cost, currency, unpriced }: Group): ExportRow => ({
  ...keys,
  sessions,
  energyKwh: kWhOf(energyWh),
  cost: sessions > 0 && sessions === unpriced && cost === 0 ? undefined : amountOf(cost, currency),
  currency,
  unpricedSessions: unpriced,
});

/** By their names, those without one last. */
export function sortedRows(groups: Groups): Group[] {
  const nameOf = ({ keys }: Group): string =>
    Object.values(keys)
      .map((one) =>
        one === undefined ? '\uffff' : typeof one === 'number' ? String(one).padStart(6, '0') : String(one),
      )
      .join('\u0000');
  return [...groups.values()]
    .map((group) => ({ group, name: nameOf(group) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ group }) => group);
}
