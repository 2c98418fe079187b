// Several uplinks at once, one of them in trouble: a central system that controls, and two brokers that are told. Whatever
// becomes of one, the others are told the same, in the same order, and stations get the same answers.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import type { Harness } from '../conversations/harness.ts';
import { boot, createHarness, ordinaryCsms } from '../conversations/harness.ts';
import { createStreamReader, placeFindings } from '../peers/stream-reader.ts';
import type { StreamReader } from '../peers/stream-reader.ts';
import { feed, smallDepot, uplink } from '../sim/site.ts';

const names = ['csms', 'eye', 'ear'] as const;
type Name = (typeof names)[number];

/** What becomes of one uplink in a step: `slow` answers after a while, `dead` takes and says nothing, `refuse` lets nobody in. */
type Weather = 'well' | 'slow' | 'gone' | 'dead' | 'refuse';

interface Told {
  /** What the stations were answered. */
  readonly answers: string[];
  readonly frames: string[];
  /** Others than the victim that had not been told everything when a step ended. */
  readonly waited: string[];
  readonly streams: Readonly<Record<'eye' | 'ear', StreamReader>>;
}

interface Course {
  readonly victim: Name;
  readonly weather: readonly Weather[];
  readonly quotaBytes?: number;
}

const stepMs = 40_000;
const steps = 8;

function run({ victim, weather, quotaBytes = 1e9 }: Course): Told {
  const site = smallDepot(2, 60, [
    uplink('csms', 'control', { attempts: 1000, quotaBytes }),
    feed('eye', { quotaBytes: victim === 'eye' ? quotaBytes : 1e9 }),
    feed('ear', { quotaBytes: victim === 'ear' ? quotaBytes : 1e9 }),
  ]);
  const depot = createHarness({ ...site, authorization: { ...site.authorization, mode: 'free' } });
  const [answers, frames]: [string[], string[]] = [[], []];
  const streams = { eye: createStreamReader(), ear: createStreamReader() };
  const links = new Map<Name, LinkId>();
  const csms = ordinaryCsms();
  let today: Weather = 'well';
  const isWell = (name: Name): boolean => name !== victim || today === 'well' || today === 'slow';
  /** What is said after a while. */
  const late: (() => void)[] = [];
  const say = (name: Name, what: () => void): void => {
    if (name === victim && today === 'slow') late.push(what);
    else what();
  };
  const isThere = (name: Name): boolean => isWell(name) || today === 'dead';
  let seen = 0;

  function pump(): void {
    for (let before = -1; before !== depot.lines.length + depot.publishes.length;) {
      before = depot.lines.length + depot.publishes.length;
      for (const name of names) open(name);
      hearCsms();
      for (; seen < depot.publishes.length; seen += 1) take(seen);
    }
  }

  function open(name: Name): void {
    const isWanted = depot.wanted().some(({ uplink: id }) => id === name);
    const link = links.get(name);
    if (link !== undefined && !isWanted) links.delete(name);
    if (!isWanted || links.has(name)) return;
    if (!isThere(name)) return depot.fails('refused', { id: name });
    links.set(name, depot.connectCsms(name));
  }

  function hearCsms(): void {
    const link = links.get('csms');
    if (link === undefined) return;
    for (const [type, id, action, payload] of depot.hears(link)) {
      if (type === 0) links.delete('csms');
      if (type !== 2) continue;
      frames.push(`${String(action)} ${meant(payload)}`);
      const answer = csms(action as string, payload as Record<string, unknown>);
      if (isWell('csms')) say('csms', () => depot.says(link, [3, id, answer]));
    }
  }

  function take(at: number): void {
    const { link, topic, text, id } = depot.publishes[at]!;
    const name = (['eye', 'ear'] as const).find((one) => links.get(one) === link);
    if (name === undefined || !isWell(name)) return;
    if (topic.endsWith('/transactions')) streams[name].take(text);
    if (id !== undefined) say(name, () => depot.offers({ kind: 'published', link, ids: [id] }));
  }

  function change(next: Weather): void {
    today = next;
    const link = links.get(victim);
    if (link === undefined || (next !== 'gone' && next !== 'refuse')) return;
    links.delete(victim);
    depot.drop(link);
  }

  const leftFor = (name: Name): number => depot.gateway.state.uplinks.get(name as UplinkId)!.outbox.entries.length;
  const waited: string[] = [];
  const stations = ['CP-01', 'CP-02'].map((id) => depot.connectStation(id));
  for (const [at, station] of stations.entries()) depot.says(station, [...boot.with(1, `b${at}`)] as never);
  for (let step = 0; step < steps; step += 1) {
    change(weather[step % weather.length]!);
    pump();
    for (const [at, station] of stations.entries()) answers.push(...charge(depot, station, `${step}-${at}`, step));
    depot.sleep(stepMs / 2, pump);
    for (const one of late.splice(0)) one();
    depot.sleep(stepMs / 2, pump);
    for (const name of names) if (name !== victim && leftFor(name) > 0) waited.push(`${name} in step ${step}`);
  }
  for (const one of late.splice(0)) one();
  today = 'well';
  depot.sleep(600_000, pump);
  pump();
  expect(depot.failures).toEqual([]);
  for (const name of names) {
    const { outbox } = depot.gateway.state.uplinks.get(name as UplinkId)!;
    expect([name, outbox.entries.length]).toEqual([name, 0]);
  }
  return { answers, frames, streams, waited };
}

/** Ids and times are of the moment. */
const meant = (payload: unknown): string =>
  JSON.stringify(payload, (key, value: unknown) => (/id$|timestamp|time$/i.test(key) ? 0 : value));

function charge(depot: Harness, station: LinkId, mark: string, step: number): string[] {
  const timestamp = new Date(depot.utc()).toISOString();
  const said: string[] = [];
  const call = (action: string, payload: object): Record<string, unknown> => {
    depot.says(station, [2, `${mark}-${action}`, action, payload]);
    const answer = depot.hears(station).find(([type, id]) => type === 3 && id === `${mark}-${action}`);
    said.push(`${action} ${meant(answer?.[2])}`);
    return (answer?.[2] ?? {}) as Record<string, unknown>;
  };
  const meterStart = 1000 * step;
  const { transactionId } = call('StartTransaction', { connectorId: 1, idTag: 'VAN', meterStart, timestamp });
  const sampledValue = [{ value: `${meterStart + 300}` }];
  call('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
  call('StopTransaction', { transactionId, meterStop: meterStart + 1000, timestamp, reason: 'Local' });
  return said;
}

/** The stream but for numbers that are those of the journal. */
const contentOf = (reader: StreamReader): string[] =>
  reader.records(reader.newest()!).map(({ seq: _seq, previous: _previous, transaction: _t, ...rest }) => meant(rest));

const transactionFrames = ({ frames }: Told): string[] => frames.filter((one) => /^(Start|Stop|Meter)/.test(one));

const well = run({ victim: 'eye', weather: ['well'] });

/** Repeats of what a central system did not answer are not news. */
const once = (frames: readonly string[]): string[] => frames.filter((one, at) => one !== frames[at - 1]);

function isSameForOthers(victim: Name, told: Told): void {
  expect(told.answers).toEqual(well.answers);
  expect(told.waited).toEqual([]);
  if (victim !== 'csms') expect(transactionFrames(told)).toEqual(transactionFrames(well));
  else expect(once(transactionFrames(told))).toEqual(once(transactionFrames(well)));
  for (const name of ['eye', 'ear'] as const) {
    expect(told.streams[name].findings).toEqual([]);
    const records = told.streams[name].records(told.streams[name].newest()!);
    expect(placeFindings(records)).toEqual([]);
    expect(told.streams[name].reach(records[0]!.gatewayId)).toBe(records.at(-1)!.seq);
    if (name !== victim) expect(contentOf(told.streams[name])).toEqual(contentOf(well.streams[name]));
  }
}

const anyWeather = fc.array(fc.constantFrom<Weather>('well', 'slow', 'gone', 'dead', 'refuse'), {
  minLength: 1,
  maxLength: 8,
});

it('a day without trouble says everything to everybody', () => {
  expect(transactionFrames(well)).toHaveLength(3 * 2 * steps);
  for (const name of ['eye', 'ear'] as const) expect(contentOf(well.streams[name])).toHaveLength(3 * 2 * steps);
});

describe('F115 an uplink in trouble costs the others nothing', () => {
  it.each(names)(
    '%s killed, silent or refusing at any time: the others are told the same in the same order',
    (victim) => {
      fc.assert(
        fc.property(anyWeather, (weather) => {
          const told = run({ victim, weather });
          isSameForOthers(victim, told);
          // Nothing was lost for the victim either: it comes late.
          if (victim !== 'csms') expect(contentOf(told.streams[victim])).toEqual(contentOf(well.streams[victim]));
        }),
        { numRuns: 6 },
      );
    },
  );

  it('an observer that is away beyond its quota is cut, and finds the gap in its place', () => {
    const told = run({
      victim: 'eye',
      weather: ['well', 'gone', 'gone', 'gone', 'gone', 'gone', 'well'],
      quotaBytes: 16_000,
    });
    isSameForOthers('eye', told);
    const records = told.streams.eye.records(told.streams.eye.newest()!);
    const gaps = records.filter(({ type }) => type === 'gap');
    expect(gaps.length).toBeGreaterThan(0);
    expect(records.length - gaps.length).toBeLessThan(contentOf(well.streams.eye).length);
  });
});
