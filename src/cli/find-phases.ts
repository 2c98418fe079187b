// `busbar find-phases STATION/EVSE`: an installer, a vehicle that charges, and the running gateway, over its API.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding, LineReading, Stage } from '../local/find-phases.ts';
import { findPhases, stepLengths as lengths } from '../local/find-phases.ts';
import type { PhasesPlace } from '../local/phases-edit.ts';
import { placeOfPhases, supplyIn } from '../local/phases-edit.ts';
import type { Outcome } from '../local/problem.ts';
import { failed } from '../local/problem.ts';
import type { CircuitView, EvseView, MeterView, SiteView, StationView } from '../local/site-view.ts';
import { askGateway } from './ask-gateway.ts';

export interface FindPhasesOptions {
  readonly api: string;
  readonly config?: string;
  readonly write?: boolean;
  readonly stepSeconds: number;
  readonly amps?: number;
  /** So many times as fast as the wall clock. */
  readonly hurry?: number;
}

/** A step that nobody ends, ends by itself so much later. */
const graceSeconds = 15;
/** The gateway lowers an EVSE no longer. */
const mostSeconds = 180;
const lookEveryMs = 1000;
const mostMissed = 5;
/** Less is hidden by other load. */
const leastDrawAmps = 4;

interface Places {
  readonly station: StationView;
  readonly evse: EvseView;
  readonly circuit: CircuitView;
  readonly meter: MeterView;
}

interface Test {
  readonly name: string;
  readonly at: string;
  readonly options: FindPhasesOptions;
  readonly places: Places;
  readonly stop: AbortSignal;
}

interface Seen {
  readonly stages: Stage[];
  readonly meter: LineReading[];
  readonly station: LineReading[];
  othersCharge: boolean;
}

export async function findPhasesAt(name: string, options: FindPhasesOptions): Promise<void> {
  const outcome = await runTest(name, options);
  if (outcome.ok) return;
  console.error(`${outcome.problem.code}\n  ${outcome.problem.detail}`);
  process.exitCode = outcome.problem.code === interrupted ? 130 : 1;
}

const interrupted = 'BB_FIND_PHASES_INTERRUPTED';

async function runTest(name: string, options: FindPhasesOptions): Promise<Outcome<unknown>> {
  const { api, config } = options;
  const site = await askGateway<SiteView>(`${api}/api/v1/site`, { config });
  if (!site.ok) return site;
  const places = placesOf(site.value, name);
  if (!places.ok) return places;
  const file = await askGateway<{ etag: string; file?: unknown }>(`${api}/api/v1/site-file`, { config });
  if (!file.ok) return file;
  const { station, evse } = places.value;
  const place = placeOfPhases(file.value.file, station.id, evse.id);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const at = `${api}/api/v1/stations/${encodeURIComponent(station.id)}/evses/${evse.id}/limit`;
  const seen = await steps({ name, at, options, places: places.value, stop: stopping.signal });
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  if (!seen.ok) return seen;
  const now = place.ok ? place.now : undefined;
  const finding = findPhases({
    ...seen.value,
    supply: supplyIn(file.value.file),
    isSinglePhase: /^L[123]$/.test(now ?? ''),
  });
  console.log(describe(name, finding, now));
  if (finding.confidence === 'none') process.exitCode = 1;
  return settle(finding, { name, etag: file.value.etag, place, options });
}

/** What is there, and whether it can show anything. */
function placesOf({ stations, circuits, meters }: SiteView, name: string): Outcome<Places> {
  const station = stations.find(({ id }) => name.startsWith(`${id}/`));
  const evse = station?.evses.find(({ id }) => `${station.id}/${id}` === name);
  if (station === undefined || evse === undefined)
    return failed(404, 'BB_EVSE_UNKNOWN', `There is no EVSE ${name}. It is written station/evse, such as CP-01/1.`);
  let circuit = circuits.find(({ id }) => id === station.circuit);
  while (circuit !== undefined && circuit.meter === undefined) {
    const { parent } = circuit;
    circuit = circuits.find(({ id }) => id === parent);
  }
  const meter = meters.find(({ id }) => id === circuit?.meter);
  const not = (why: string): Outcome<Places> => failed(409, 'BB_FIND_PHASES_NOT_POSSIBLE', why);
  if (circuit === undefined || meter === undefined)
    return not(`No circuit above ${name} has a meter: nothing shows on which line of the site it is.`);
  if (meter.quality !== 'good' || !(meter.amps ?? []).some((amps) => amps !== null))
    return not(`Meter ${meter.id} of ${circuit.id} gives no current now. "busbar doctor" says what is wrong with it.`);
  if (!station.connected) return not(`${station.id} is not connected.`);
  if (evse.takesLimits === 'none') return not(`${station.id} takes no limit, and cannot be stepped.`);
  if (evse.transaction === undefined) return not(`Nobody charges at ${name}. Begin a session first.`);
  return { ok: true, value: { station, evse, circuit, meter } };
}

async function steps(test: Test): Promise<Outcome<Seen>> {
  const { name, options, places, stop } = test;
  const { hurry = 1, stepSeconds, config } = options;
  const began = performance.now();
  const now = (): number => (performance.now() - began) * hurry;
  const seen: Seen = { stages: [], meter: [], station: [], othersCharge: false };
  const { circuit, meter } = places;
  const minutes = Math.ceil((stepSeconds * lengths.reduce((sum, one) => sum + one, 0)) / 60);
  console.log(`${name} is stepped; meter ${meter.id} of ${circuit.id} looks on. It takes about ${minutes} min.`);
  let isHeld = false;
  try {
    for (const [index, length] of lengths.entries()) {
      const isLow = index % 2 === 1;
      const seconds = stepSeconds * length;
      const told = isLow ? await lower(test, seconds) : await giveBack(test);
      if (!told.ok) return told;
      isHeld = isLow;
      const from = now();
      const amps = isLow ? `${told.value.amps ?? 0} A` : 'all that it may have';
      console.log(`${index + 1} of ${lengths.length}: ${amps}, ${Math.round(seconds)} s`);
      const looked = await look(test, seen, { now, until: from + seconds * 1000 });
      if (!looked.ok) return looked;
      seen.stages.push({ from, until: now(), isLow });
      if (isTooLittle(seen, isLow, told.value))
        return failed(
          409,
          'BB_FIND_PHASES_NOT_POSSIBLE',
          `The vehicle at ${name} draws hardly more than the ${told.value.amps ?? 0} A of the step. Take one that draws ${leastDrawAmps} A more, wait until others leave it room, or step lower with --amps 0.`,
        );
    }
    return { ok: true, value: seen };
  } finally {
    const given = await askGateway(test.at, { method: 'DELETE', config });
    if (given.ok && stop.aborted) console.log(`${name} has its share again.`);
    else if (!given.ok && isHeld)
      console.error(`${name} could not be given its share back; it gets it by itself within ${mostSeconds} s.`);
  }
}

type Told = { readonly amps?: number };

const lower = ({ at, options: { amps, config } }: Test, seconds: number): Promise<Outcome<Told>> =>
  askGateway<Told>(at, {
    method: 'PUT',
    body: {
      ...(amps !== undefined && { amps }),
      durationSeconds: Math.min(mostSeconds, Math.ceil(seconds + graceSeconds)),
    },
    config,
  });

const giveBack = ({ at, options: { config } }: Test): Promise<Outcome<Told>> =>
  askGateway<Told>(at, { method: 'DELETE', config });

/** Only before the first step down; what the station does not say may be enough. */
function isTooLittle({ stages, station }: Seen, isLow: boolean, { amps = 0 }: Told): boolean {
  if (!isLow || stages.length !== 2) return false;
  const before = station.findLast(({ at }) => at <= stages[0]!.until)?.amps.flatMap((one) => one ?? []) ?? [];
  return before.length > 0 && Math.max(...before) < amps + leastDrawAmps;
}

/** Reads both until then. */
async function look(
  { name, options: { api, config, hurry = 1 }, places, stop }: Test,
  seen: Seen,
  { now, until }: { readonly now: () => number; readonly until: number },
): Promise<Outcome<undefined>> {
  let missed = 0;
  while (now() < until) {
    const view = await askGateway<SiteView>(`${api}/api/v1/site`, { config });
    if (stop.aborted) return failed(499, interrupted, `The test of ${name} was ended before it was over.`);
    if (!view.ok && ++missed >= mostMissed) return view;
    if (view.ok) {
      missed = 0;
      note(view.value, places, seen, now());
    }
    await pause(Math.min(lookEveryMs, Math.max(0, until - now())) / hurry, undefined, { signal: stop }).catch(() => {});
  }
  return stop.aborted
    ? failed(499, interrupted, `The test of ${name} was ended before it was over.`)
    : { ok: true, value: undefined };
}

function note({ meters, stations }: SiteView, places: Places, seen: Seen, now: number): void {
  const meter = meters.find(({ id }) => id === places.meter.id);
  const at = now - (meter?.ageMs ?? 0);
  const last = seen.meter.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  // The same reading again says nothing new; its age is told in whole milliseconds.
  if (meter?.amps !== undefined && meter.quality === 'good' && at > last + sameMs)
    seen.meter.push({ at, amps: meter.amps });
  const evse = stations.find(({ id }) => id === places.station.id)?.evses.find(({ id }) => id === places.evse.id);
  seen.othersCharge ||= stations.some(({ id, evses }) =>
    evses.some((one) => one.transaction !== undefined && (id !== places.station.id || one.id !== places.evse.id)),
  );
  if (evse?.measuredAmps !== undefined) seen.station.push({ at: now, amps: evse.measuredAmps });
}

const sameMs = 250;

function describe(name: string, { phases, confidence, words }: Finding, now: string | undefined): string {
  if (phases === undefined) return `${name}: ${words}`;
  const isSame = now === phases ? ' The site file says so already.' : '';
  const how = confidence === 'sure' ? '' : ' (likely)';
  return `${name}: phases: ${phases}${how}\n  ${words}${isSame}`;
}

interface Writing {
  readonly name: string;
  readonly etag: string;
  readonly place: PhasesPlace;
  readonly options: FindPhasesOptions;
}

/** Written only where it is sure, and somebody wants it. */
async function settle({ phases, confidence }: Finding, writing: Writing): Promise<Outcome<unknown>> {
  const { name, etag, place, options } = writing;
  const nothing = { ok: true, value: undefined } as const;
  if (phases === undefined || (place.ok && place.now === phases)) return nothing;
  if (confidence !== 'sure') {
    if (options.write === true)
      console.log('It is not sure, and was not written. Write it yourself if you know better.');
    return nothing;
  }
  if (options.write !== true && !(await wants(`Write "phases: ${phases}" for ${name} into the site file? [y/N] `)))
    return nothing;
  if (!place.ok) return failed(409, 'BB_FIND_PHASES_NOT_WRITTEN', `"phases: ${phases}" was not written: ${place.why}`);
  const body = { edits: [place.edit(phases)], reason: `busbar find-phases ${name}` };
  const written = await askGateway<{ version?: number }>(`${options.api}/api/v1/site-file`, {
    ...({ method: 'PATCH', body, ifMatch: etag } as const),
    config: options.config,
  });
  if (!written.ok) return written;
  const { version } = written.value;
  const back = version === undefined ? '' : ` (version ${version}; "busbar site undo ${version}" takes it back)`;
  console.log(`Written into the site file${back}.`);
  return nothing;
}

async function wants(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(said.trim());
}
