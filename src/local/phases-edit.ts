// Where `phases` of an EVSE stands in the site file as it is written, or has to stand.

import type { FileEdit } from './site-file.ts';

type Entry = { readonly [key: string]: unknown };

/** `now` is what the file says; absent where it says nothing. */
export type PhasesPlace =
  | { readonly ok: true; readonly now?: string; edit(phases: string): FileEdit }
  | { readonly ok: false; readonly why: string };

/** `file`: by its keys, as GET /api/v1/site-file tells it. */
export function placeOfPhases(file: unknown, station: string, evse: number): PhasesPlace {
  const at = entriesIn(file, 'stations').findIndex(({ id }) => id === station);
  const entry = entriesIn(file, 'stations')[at];
  if (entry === undefined)
    return {
      ok: false,
      why: `${station} has no entry of its own in the site file. Take it out of its range, give it one, and write "phases" there.`,
    };
  const ownAt = entriesIn(entry, 'evses').findIndex(({ id }) => id === evse);
  const own = entriesIn(entry, 'evses')[ownAt];
  if (own !== undefined)
    return {
      ok: true,
      ...said(own),
      edit: (value) => ({ op: 'set', path: ['stations', at, 'evses', ownAt, 'phases'], value }),
    };
  const template = asEntry(asEntry(asEntry(file)?.['templates'])?.[String(entry['template'])]);
  const shared = entriesIn(template, 'evses');
  const ofTemplate = shared.find(({ id }) => id === evse);
  if (entry['evses'] !== undefined || ofTemplate === undefined)
    return { ok: false, why: `the site file has no entry for ${station}/${evse}. Give it one under "evses".` };
  // What a template says is said of others too: the station gets EVSEs of its own.
  return {
    ok: true,
    ...said(ofTemplate),
    edit: (phases) => ({
      op: 'set',
      path: ['stations', at, 'evses'],
      value: shared.map((one) => (one === ofTemplate ? { ...one, phases } : one)),
    }),
  };
}

const said = ({ phases }: Entry): { now?: string } => (typeof phases === 'string' ? { now: phases } : {});

const asEntry = (value: unknown): Entry | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;

function entriesIn(value: unknown, key: string): Entry[] {
  const list = asEntry(value)?.[key];
  return Array.isArray(list) ? list.map((one) => asEntry(one) ?? {}) : [];
}
