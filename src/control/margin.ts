// What stays free on each measured circuit so that a sudden step of other load trips nothing, with the figures it comes from.

import type { Protection, Site } from '../model/config/site.ts';
import type { CircuitId, StationId } from '../model/ids.ts';
import { newLedger } from '../site/ledger.ts';
import type { Load } from './envelope.ts';
import { loadsOf } from './envelope.ts';
import { exposureOf, periodMsOf } from './exposure.ts';
import type { Holding } from '../model/charging-profile.ts';
import { holdsOf } from './ladder.ts';
import { burdenOf } from './reserve.ts';

/** Of one measured circuit, on each of its lines. */
export interface Margin {
  readonly circuit: CircuitId;
  readonly meter: string;
  readonly periodMs: number;
  /** The device that was reckoned with; the strictest where the file names none. */
  readonly protection: Protection;
  readonly isAssumed: boolean;
  readonly worstCaseBaseAmps: number;
  readonly stepAmps: number;
  /** How long a step lasts until all chargers have followed, and the stations that make it so long. */
  readonly seconds: number;
  readonly becauseOf: readonly StationId[];
  /** What the step heats the device to, as a share of what trips it. */
  readonly heat: number;
  readonly reserveAmps: number;
  /** The reserve with a meter of one second. */
  readonly reserveAtBestAmps: number;
  /** The most that other load leaves to chargers while it draws nothing. */
  readonly freesAmps: number;
  /** Measured circuits below it: its meter has to count them as well. */
  readonly around: readonly { readonly circuit: CircuitId; readonly meter: string }[];
}

/** How stations hold a limit when the gateway is gone, as far as the file tells. */
export interface Holder {
  readonly station: StationId;
  readonly holding: Holding;
  /** Of a watchdog. */
  readonly seconds?: number;
}

/** Loads of a site whose stations nobody has met yet. */
const unmetLoads = (site: Site): Load[] => loadsOf(site, holdsOf(site.stations, newLedger()));

export function marginsOf(site: Site): Margin[] {
  const loads = unmetLoads(site);
  return site.circuits.flatMap((circuit): Margin[] => {
    const meter = site.meters?.find(({ id }) => id === circuit.meter);
    if (meter === undefined) return [];
    const below = loads.filter(({ path }) => path.some(({ id }) => id === circuit.id));
    const periodMs = periodMsOf(site, meter);
    const { seconds, becauseOf } = exposureOf(periodMs, below);
    const { protection, stepAmps, reserveAmps, heat } = burdenOf(circuit, seconds);
    return [
      {
        circuit: circuit.id,
        meter: meter.id,
        periodMs,
        protection,
        isAssumed: circuit.protection === undefined,
        worstCaseBaseAmps: circuit.worstCaseBaseAmps,
        stepAmps,
        seconds,
        becauseOf,
        heat,
        reserveAmps,
        reserveAtBestAmps: burdenOf(circuit, exposureOf(1000, below).seconds).reserveAmps,
        freesAmps: Math.max(0, Math.round((circuit.worstCaseBaseAmps - reserveAmps) * 10) / 10),
        around: meteredBelow(site, circuit.id),
      },
    ];
  });
}

function meteredBelow(site: Site, top: CircuitId): Margin['around'] {
  const below = new Set([top]);
  for (let size = 0; size < below.size;) {
    size = below.size;
    for (const { id, parent } of site.circuits) if (parent !== undefined && below.has(parent)) below.add(id);
  }
  return site.circuits.flatMap(({ id, meter }) =>
    id === top || meter === undefined || !below.has(id) ? [] : [{ circuit: id, meter }],
  );
}

export function holdersOf(site: Site): Holder[] {
  const holders = new Map<StationId, Holder>();
  for (const { station, hold } of unmetLoads(site))
    holders.set(station.id, {
      station: station.id,
      holding: hold.holding,
      ...(hold.holding === 'watchdog' && { seconds: station.watchdogSeconds ?? 0 }),
    });
  return [...holders.values()];
}

export interface MarginNote {
  readonly code: 'BB_SITE_METER_SLOW' | 'BB_SITE_RESERVE_TAKES_ALL';
  readonly message: string;
  readonly remedy: string;
}

/** A meter that says something less often than this wants a reserve that shows. */
const promptMs = 5000;

/** What is safe, and gains little or nothing. */
export function marginNotes(margins: readonly Margin[]): MarginNote[] {
  return margins.flatMap((one): MarginNote[] => {
    const { circuit, meter, periodMs, reserveAmps, reserveAtBestAmps, worstCaseBaseAmps, stepAmps, seconds } = one;
    const notes: MarginNote[] = [];
    if (periodMs > promptMs && reserveAmps > reserveAtBestAmps)
      notes.push({
        code: 'BB_SITE_METER_SLOW',
        message: `Circuit ${circuit}, each line: meter ${meter} says something every ${periodMs / 1000} s, so a step of other load is followed after up to ${tell(seconds)} s, and ${tell(reserveAmps)} A stay free for it; with a reading each second it would be ${tell(reserveAtBestAmps)} A.`,
        remedy: `Let it be read more often (periodMs), at best every 1000 ms; up to ${promptMs} ms is usual.`,
      });
    if (worstCaseBaseAmps > 0 && reserveAmps >= worstCaseBaseAmps)
      notes.push({
        code: 'BB_SITE_RESERVE_TAKES_ALL',
        message: `Circuit ${circuit}, each line: a step of ${tell(stepAmps)} A needs ${tell(reserveAmps)} A to stay free, as much as all other load (${tell(worstCaseBaseAmps)} A): its meter leaves chargers nothing more.`,
        remedy:
          'Write the largest sudden step of other load as worstStepAmps, and the protective device as protection; a meter that is read more often and shorter watchdogs lower the reserve as well.',
      });
    return notes;
  });
}

const tell = (figure: number): string => String(Math.round(figure * 10) / 10);
