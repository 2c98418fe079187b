// The site cut into pieces, so that whoever follows it is told only those that changed.

import type { EvseView, SiteView, StationView } from './site-view.ts';

/** The text (JSON) of each piece by its name: `circuits/main`, `stations/CP-01`, `evses/CP-01/1`, `alarms`, `site`, … */
export type Pieces = ReadonlyMap<string, string>;

/** Pieces by their names, as they are told: null for what is gone. */
export type SiteChange = Readonly<Record<string, unknown>>;

/** Lists of which each entry is a piece by its id. */
const lists = ['circuits', 'meters', 'inputs', 'brokers', 'uplinks'] as const;
/** Pieces of their own. */
const whole = ['alarms', 'warnings', 'grid', 'plan', 'tokens'] as const;

/** One station without its EVSEs. */
const stationPiece = ({ evses: _, ...station }: StationView): Omit<StationView, 'evses'> => station;

export function piecesOf(view: SiteView): Pieces {
  const pieces = new Map<string, string>();
  pieces.set('site', JSON.stringify(restOf(view)));
  for (const name of whole) if (view[name] !== undefined) pieces.set(name, JSON.stringify(view[name]));
  for (const name of lists) for (const one of view[name]) pieces.set(`${name}/${one.id}`, JSON.stringify(one));
  for (const station of view.stations) pieces.set(`stations/${station.id}`, JSON.stringify(stationPiece(station)));
  for (const { id, evses } of view.stations)
    for (const evse of evses) pieces.set(`evses/${id}/${evse.id}`, JSON.stringify(evse));
  return pieces;
}

/** What is no piece of its own: id, name, time, disk, … */
function restOf(view: SiteView): object {
  const rest: Record<string, unknown> = { ...view };
  for (const name of [...whole, ...lists, 'stations']) delete rest[name];
  return rest;
}

/**
 * What is to be told to somebody who has `before`: the texts of what changed, and `null` for what is gone. Undefined where
 * something new came between: then the whole site is to be told, in its new order.
 */
export function changedPieces(before: Pieces, after: Pieces): Pieces | undefined {
  const changed = new Map<string, string>();
  const stayed: string[] = [];
  for (const [name, text] of after) {
    const known = before.get(name);
    if (known !== text) changed.set(name, text);
    if (isListed(name)) {
      if (known === undefined) return undefined;
      stayed.push(name);
    }
  }
  let at = 0;
  for (const name of before.keys()) {
    if (!after.has(name)) changed.set(name, 'null');
    else if (isListed(name) && stayed[at++] !== name) return undefined;
  }
  return changed;
}

const isListed = (name: string): boolean => name.includes('/');

/** The JSON text of a change. */
export const changeText = (changed: Pieces): string =>
  `{${[...changed].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;

/** The site after a change that was told of it. */
export function foldChange(view: SiteView, change: SiteChange): SiteView {
  const next: Record<string, unknown> = { ...view };
  if ('site' in change) {
    for (const name of Object.keys(restOf(view))) delete next[name];
    Object.assign(next, change['site']);
  }
  for (const name of whole) {
    if (change[name] === null) delete next[name];
    else if (name in change) next[name] = change[name];
  }
  for (const name of lists) next[name] = foldList<{ readonly id: string }>(view[name], name, change);
  next['stations'] = foldStations(view.stations, change);
  return next as unknown as SiteView;
}

/** The entries of a list, each as it is told now; those that are gone are left out. */
function foldList<One extends { readonly id: string | number }>(
  list: readonly One[],
  prefix: string,
  change: SiteChange,
): One[] {
  return list.flatMap((one) => {
    const told = change[`${prefix}/${one.id}`];
    return told === undefined ? [one] : told === null ? [] : [told as One];
  });
}

const foldStations = (stations: readonly StationView[], change: SiteChange): StationView[] =>
  stations.flatMap(({ id, evses }, at) => {
    const [told] = foldList<Omit<StationView, 'evses'>>([stationPiece(stations[at]!)], 'stations', change);
    return told === undefined ? [] : [{ ...told, evses: foldList<EvseView>(evses, `evses/${id}`, change) }];
  });
