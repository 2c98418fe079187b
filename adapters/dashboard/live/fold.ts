// The live site as flat parts, and how a change makes the next: pure, so that what is on the screen is what was told.

import type { SiteView } from '../../../src/local/site-view.ts';

/** `circuits/main`, `stations/CP-01` (without its EVSEs), `evses/CP-01/1`, `uplinks/csms`, `alarms`, `site` (what is left) … */
export type Parts = ReadonlyMap<string, unknown>;

/** What changed; null for what is gone. */
export type Change = Readonly<Record<string, unknown>>;

export interface Folded {
  readonly parts: Parts;
  /** Keys whose value is another now. */
  readonly changed: readonly string[];
  /** Something came or went: lists look again. */
  readonly isOther: boolean;
}

/** Which come as lists of things with an id. */
const listed = ['circuits', 'uplinks', 'meters', 'inputs', 'brokers'] as const;
/** Which are one value. */
const whole = ['alarms', 'warnings', 'plan', 'tokens', 'grid'] as const;

export function partsOf(view: SiteView): Parts {
  const parts = new Map<string, unknown>();
  for (const kind of listed) for (const one of view[kind]) parts.set(`${kind}/${one.id}`, one);
  for (const { evses, ...station } of view.stations) {
    parts.set(`stations/${station.id}`, station);
    for (const evse of evses) parts.set(`evses/${station.id}/${evse.id}`, evse);
  }
  for (const key of whole) if (view[key] !== undefined) parts.set(key, view[key]);
  const apart = new Set<string>([...listed, ...whole, 'stations']);
  parts.set('site', Object.fromEntries(Object.entries(view).filter(([key]) => !apart.has(key))));
  return parts;
}

export function fold(parts: Parts, change: Change): Folded {
  const next = new Map(parts);
  const changed: string[] = [];
  let isOther = false;
  for (const [key, value] of Object.entries(change)) {
    if (value === null) {
      if (!next.delete(key)) continue;
      isOther = true;
    } else {
      isOther ||= !next.has(key) || placeOf(next.get(key)) !== placeOf(value);
      next.set(key, value);
    }
    changed.push(key);
  }
  return { parts: next, changed, isOther };
}

/** What a station or a circuit hangs on: where that changes, the tree is another. */
const placeOf = (value: unknown): unknown => {
  const { circuit, parent } = value as { circuit?: unknown; parent?: unknown };
  return circuit ?? parent;
};

/** Another site altogether, as after a connection was lost: what is the same in it has not changed. */
export function replaced(parts: Parts, view: SiteView): Folded {
  const fresh = partsOf(view);
  const change: Record<string, unknown> = {};
  for (const key of parts.keys()) if (!fresh.has(key)) change[key] = null;
  for (const [key, value] of fresh) if (JSON.stringify(parts.get(key)) !== JSON.stringify(value)) change[key] = value;
  // The order of the site is that of its file.
  const { changed, isOther } = fold(parts, change);
  return {
    parts: new Map([...fresh].map(([key, value]) => [key, key in change ? value : parts.get(key)])),
    changed,
    isOther,
  };
}

/** The ids of one kind, in the order of the site: `stations` → CP-01, CP-02 … */
export function idsIn(parts: Parts, kind: string): string[] {
  const start = `${kind}/`;
  return [...parts.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}
