// Simulated stations wired straight to a simulated central system, in virtual time.

import type { CsmsAction, SimCsms } from '../../../adapters/simulator/csms.ts';
import type { Chance } from '../../../adapters/simulator/random.ts';
import { between } from '../../../adapters/simulator/random.ts';
import type { At, SimStation, StationEvent } from '../../../adapters/simulator/station/types.ts';

export const epoch = Date.UTC(2026, 0, 15, 18);

export interface Lab {
  readonly now: () => At;
  event(station: SimStation, event: StationEvent): void;
  /** Breaks the link of a station; `isNoticed` by the station at once. */
  drop(station: SimStation, isNoticed?: boolean): void;
  act(actions: readonly CsmsAction[]): void;
  after(ms: number, what: () => void): void;
  /** Lets time pass. */
  run(ms: number): void;
  /** Nobody can connect while it is false. */
  isUp: boolean;
}

interface Wire {
  readonly link: string;
  readonly station: SimStation;
  isOpen: boolean;
  /** Frames of one direction arrive in order. */
  toStation: number;
  toCsms: number;
}

export function createLab(stations: readonly SimStation[], csms: SimCsms, chance: Chance): Lab {
  let mono = 1000;
  let links = 0;
  let entries: { at: number; what: () => void }[] = [];
  const wires = new Map<SimStation, Wire>();
  const now = (): At => ({ mono, utc: epoch + mono });
  const after = (ms: number, what: () => void): void => void entries.push({ at: mono + ms, what });

  function event(station: SimStation, what: StationEvent): void {
    for (const action of station.step(what, now())) {
      if (action.kind === 'connect') after(between(chance, 1, 30), () => connect(station));
      else if (action.kind === 'disconnect') drop(station, false);
      else toCsms(station, action.text);
    }
  }

  function connect(station: SimStation): void {
    if (!lab.isUp) return event(station, { kind: 'refused' });
    const wire = { link: `link-${(links += 1)}`, station, isOpen: true, toStation: 0, toCsms: 0 };
    wires.set(station, wire);
    const { id: identity, version } = station;
    act(csms.step({ kind: 'opened', link: wire.link, identity, version }, now()));
    event(station, { kind: 'opened' });
  }

  function toCsms(station: SimStation, text: string): void {
    const wire = wires.get(station);
    if (wire?.isOpen !== true) return;
    wire.toCsms = Math.max(wire.toCsms, mono + between(chance, 1, 30));
    after(wire.toCsms - mono, () => wire.isOpen && act(csms.step({ kind: 'frame', link: wire.link, text }, now())));
  }

  function act(actions: readonly CsmsAction[]): void {
    for (const action of actions) {
      const wire = [...wires.values()].find(({ link }) => link === action.link);
      if (wire?.isOpen !== true) continue;
      if (action.kind === 'close') drop(wire.station);
      else {
        wire.toStation = Math.max(wire.toStation, mono + between(chance, 1, 30));
        after(wire.toStation - mono, () => wire.isOpen && event(wire.station, { kind: 'frame', text: action.text }));
      }
    }
  }

  function drop(station: SimStation, isNoticed = true): void {
    const wire = wires.get(station);
    if (wire?.isOpen !== true) return;
    wire.isOpen = false;
    act(csms.step({ kind: 'closed', link: wire.link }, now()));
    if (isNoticed) after(1, () => wires.get(station) === wire && event(station, { kind: 'closed' }));
  }

  function run(ms: number): void {
    const end = mono + ms;
    let calm = 0;
    for (;;) {
      const wake = Math.min(csms.wakeAt(), ...stations.map((one) => one.wakeAt()), ...entries.map(({ at }) => at));
      if (wake > end) break;
      calm = wake > mono ? 0 : calm + 1;
      if (calm > 1000) throw new Error(`livelock at ${mono} ms`);
      mono = Math.max(mono, wake);
      const due = entries.filter(({ at }) => at <= mono);
      entries = entries.filter(({ at }) => at > mono);
      for (const { what } of due) what();
      if (csms.wakeAt() <= mono) act(csms.step({ kind: 'wake' }, now()));
      for (const station of stations) if (station.wakeAt() <= mono) event(station, { kind: 'wake' });
    }
    mono = end;
  }

  const lab: Lab = { now, event, drop, act, after, run, isUp: true };
  return lab;
}
