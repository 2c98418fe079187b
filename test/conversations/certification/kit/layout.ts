// The real core between two stations and a central system, all of them played by hand.

import type { Question } from '../../../../src/core/ports.ts';
import type { Site } from '../../../../src/model/config/site.ts';
import type { Version } from '../../../../src/model/protocol.ts';
import type { Utc } from '../../../../src/model/time.ts';
import { isoOf } from '../../../../src/model/time.ts';
import type { Harness, HarnessOptions } from '../../harness.ts';
import { createHarness } from '../../harness.ts';
import type { Habit, Party, Wire } from './party.ts';
import { newParty } from './party.ts';

export interface Depot {
  /** The charge point that the cases are about. It has two connectors, which are 2 and 3 upstream. */
  readonly station: Party;
  /** Another charge point, with one connector, which is 1 upstream. */
  readonly neighbour: Party;
  readonly csms: Party;
  /** A question of the console, and what it is answered once everybody has answered by habit. */
  asks(question: Question): unknown;
  /** Time goes by, and everybody answers by habit. */
  passes(seconds: number): void;
  /** The time now, or so many seconds later, as it is written in a message. */
  time(laterSeconds?: number): string;
  /** Power fails: the gateway starts anew on its disk, and everybody is cut off. */
  powerFails(): void;
  readonly harness: () => Harness;
}

type Habits = Readonly<Record<string, Habit | object>>;

interface Peers {
  readonly station: Habits;
  readonly neighbour: Habits;
  readonly csms: (time: () => string) => Habits;
}

/** Nobody is connected yet. All of them speak the version. */
export function layOut(site: Site, options: HarnessOptions, habits: Peers, version: Version = '1.6'): Depot {
  let harness = createHarness(site, options);
  const wire = (open: Wire['open']): Wire => ({
    open,
    drop: (link) => harness.drop(link),
    say: (link, frame) => harness.says(link, frame as never),
    collect: (link) => harness.hears(link),
    settle,
  });
  const time = (later = 0): string => isoOf((harness.utc() + later * 1000) as Utc);
  const stationOf = (id: string, its: Habits): Party =>
    newParty(
      id,
      'station',
      wire(() => harness.connectStation(id, version)),
      its,
      version,
    );
  const station = stationOf('CP-02', habits.station);
  const neighbour = stationOf('CP-01', habits.neighbour);
  const csms = newParty(
    'CSMS',
    'csms',
    wire(() => harness.connectCsms()),
    habits.csms(time),
    version,
  );
  const parties = [station, neighbour, csms];

  function settle(): void {
    while (parties.map((party) => party.attend()).some((came) => came)) continue;
  }

  return {
    station,
    neighbour,
    csms,
    asks: (question) => harness.asks(question, settle),
    passes(seconds) {
      settle();
      harness.sleep(seconds * 1000, settle);
    },
    time,
    powerFails() {
      for (const party of parties) party.isCutOff();
      harness = harness.restart();
    },
    harness: () => harness,
  };
}
