// What was drawn in each minute of UTC, for the history. What a look saw holds until the next one: a step in which nothing was
// heard changes nothing.

import type { Utc } from '../../model/time.ts';
import { after, never, utc } from '../../model/time.ts';
import type { Interval } from '../../uplink/mqtt/interval.ts';
import type { Span } from '../../uplink/mqtt/span.ts';
import { meanOf } from '../../uplink/mqtt/span.ts';
import { collect, collectEnergy, intervalOf, newCollecting } from '../feed/collect.ts';
import { lookAtFigures } from '../feed/look.ts';
import type { Figures } from '../feed/seen.ts';
import type { Now, Send } from '../ports.ts';
import type { Minute, MinuteRow } from '../ports/minute.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { PastLive } from './live.ts';
import { holdMeans, meansOf } from './means-held.ts';
import { siteMeansAt } from './site-means.ts';

const minuteMs = 60_000;
/** Vehicles change what they draw within seconds; chargers tell it every ten. */
const lookEachMs = 5000;
/** What held for longer than this nobody looked: the process did not run, or the clock was set. */
const longestLookMs = 90_000;
const clockSetMs = 1000;
/** Of less of a minute there is nothing to be said. */
const leastMs = 1000;

const everybody = (): boolean => true;

export function keepMinutes(state: State, sends: Send[], now: Now): void {
  const { past } = state;
  // By a clock that nobody trusts nothing is summed up: when it was could not be said.
  if (!state.clock.trusted) return forget(past);
  const { before } = past;
  const isDue = now.mono >= past.dueAt;
  if (before !== undefined && !isDue && now.mono - before.now.mono < lookEachMs) return;
  const seen = lookAtFigures(state, now);
  const siteBefore = past.siteBefore;
  past.before = seen;
  past.siteBefore = siteMeansAt(state, seen, now);
  past.dueAt = after(now.mono, minuteMs - (Math.floor(now.utc) % minuteMs));
  const ms = before === undefined ? 0 : now.mono - before.now.mono;
  const isTorn =
    before === undefined ||
    past.open === undefined ||
    ms > longestLookMs ||
    Math.abs(now.utc - before.now.utc - ms) > clockSetMs;
  if (isTorn) {
    if (before !== undefined) end(state, sends, before.now.utc);
    begin(past, now.utc);
    return collectEnergy(past.open!, past.registers, seen, undefined, everybody);
  }
  collectEnergy(past.open!, past.registers, seen, { evses: before.evses, ms }, everybody);
  for (let from: number = before.now.utc; from < now.utc;) {
    const full = (Math.floor(from / minuteMs) + 1) * minuteMs;
    const to = Math.min(full, now.utc);
    hold(past, before, to - from);
    past.means = holdMeans(past.means, siteBefore, to - from);
    if (to === full) {
      end(state, sends, utc(full));
      begin(past, utc(full));
    }
    from = to;
  }
}

function forget(past: PastLive): void {
  past.open = undefined;
  past.before = undefined;
  past.dueAt = never;
}

function begin(past: PastLive, from: Utc): void {
  past.open = newCollecting(from);
  past.importWms = 0;
  past.importMs = 0;
  past.means = {};
}

function hold(past: PastLive, seen: Figures, ms: number): void {
  collect(past.open!, seen, ms, everybody);
  const { powerW } = seen.grid;
  if (powerW === undefined) return;
  past.importWms += Math.max(0, powerW) * ms;
  past.importMs += ms;
}

function end(state: State, sends: Send[], to: Utc): void {
  const { open, importWms, importMs, means } = state.past;
  if (open === undefined || to - open.from < leastMs) return;
  const interval = intervalOf(open, to);
  const root = siteOf(state).circuits.find(({ parent }) => parent === undefined);
  const grid =
    importMs < leastMs ? {} : { gridEnergyWh: importWms / 3_600_000, gridSeconds: Math.round(importMs / 1000) };
  const minute = {
    at: utc(Math.floor(open.from / minuteMs) * minuteMs),
    rows: rowsOf(interval, root?.id, { ...grid, means: meansOf(means) }),
  };
  sends.push({ kind: 'minute', minute, overtakes: true });
}

function rowsOf(
  { from, to, evses, circuits, site }: Interval,
  root: string | undefined,
  more: Pick<MinuteRow, 'gridEnergyWh' | 'gridSeconds' | 'means'>,
): Minute['rows'] {
  const seconds = Math.round((to - from) / 1000);
  const rows: MinuteRow[] = [];
  for (const [name, { amps, powerW, energyWh }] of evses)
    rows.push({ of: 'evse', name, seconds: secondsOf(amps ?? powerW, seconds), ...ampsOf(amps), energyWh });
  let ofRoot: Span | undefined;
  for (const [name, lines] of circuits) {
    const amps = fullest(lines);
    if (amps === undefined) continue;
    if (name === root) ofRoot = amps;
    rows.push({ of: 'circuit', name, seconds: secondsOf(amps, seconds), ...ampsOf(amps) });
  }
  rows.push({ of: 'site', name: '', seconds, ...ampsOf(ofRoot), energyWh: site.energyWh, ...more });
  return rows;
}

const secondsOf = (span: Span | undefined, all: number): number =>
  span === undefined ? all : Math.min(all, Math.round(span.ms / 1000));

const ampsOf = (span: Span | undefined): Pick<MinuteRow, 'amps'> =>
  span === undefined ? {} : { amps: [span.min, meanOf(span), span.max] };

/** The line that carried the most. */
const fullest = (lines: readonly (Span | undefined)[]): Span | undefined =>
  lines.reduce(
    (most, one) => (one !== undefined && (most === undefined || meanOf(one) > meanOf(most)) ? one : most),
    undefined,
  );
