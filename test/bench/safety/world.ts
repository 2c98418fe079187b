// A depot in virtual time: the plant in steps of 100 ms, the network, the disk, and the real gateway between them.

import type { Outlet as GatewayOutlet } from '../../../src/core/ports.ts';
import type { LinkId, UplinkId } from '../../../src/model/ids.ts';
import { createCsms } from '../../peers/csms.ts';
import { plainTongue } from '../../peers/tongue.ts';
import { createCsmsSide } from '../../sim/csms-side.ts';
import type { Disk } from '../../sim/disk.ts';
import { createDisk } from '../../sim/disk.ts';
import { row } from '../../../src/model/ids.ts';
import { createNetwork } from '../../sim/network.ts';
import type { Chance, Schedule } from '../../sim/schedule.ts';
import { createChance, createSchedule } from '../../sim/schedule.ts';
import { drivers } from '../../conversations/modbus-depot.ts';
import type { GatewayHost } from './gateway.ts';
import { createGatewayHost } from './gateway.ts';
import type { Links } from './links.ts';
import type { Outside } from './outside.ts';
import { createOutside } from './outside.ts';
import { createLinks } from './links.ts';
import type { Field } from './plant/field.ts';
import { createField } from './plant/field.ts';
import type { Plant } from './plant/plant.ts';
import { createPlant } from './plant/plant.ts';
import { anyCar, createCar } from './plant/car.ts';
import type { At, Charger } from './plant/charger.ts';
import type { Scenario } from './scenario.ts';

export interface World {
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly plant: Plant;
  readonly field: Field;
  readonly gateway: GatewayHost;
  /** Pulls the cable of a charger; the gateway notices a closed link after `noticeMs`. */
  cut(charger: Charger, noticeMs: number): void;
  mend(charger: Charger): void;
  isCut(charger: Charger): boolean;
  /** It is cut off, or was and is not connected again. */
  isAway(charger: Charger): boolean;
  setCsms(isUp: boolean): void;
  readonly findings: string[];
  now(): At;
  readonly outside: Outside;
  readonly disk: Disk;
  /** Until then nobody can know what a station's clock says. */
  readonly clocks: { unknownUntil: number };
  /** Ampere-seconds that vehicles took, over all lines. */
  given(): number;
  /** A car that takes all that it may comes to every outlet now. */
  plugAll(): void;
  /** Runs to this time, and looks after every step of the plant. */
  run(untilMs: number, look: () => void): void;
  /** Time stands still from now on. */
  end(): void;
}

export const tickMs = 100;

export function createWorld(scenario: Scenario, seed: number): World {
  const [schedule, chance] = [createSchedule(), createChance(seed * 7919 + 1)];
  const findings: string[] = [];
  const find = (what: string): void => void (findings.length < 20 && findings.push(what));
  const disk = createDisk(schedule, chance);
  const network = createNetwork(schedule, chance, () => gateway.driver(), find);
  const plant = createPlant(scenario, chance);
  const system = createCsms({ answerAfterMs: 40, silent: false, losesAnswers: 0, fraction: chance.fraction });
  const of = <One>(one: One) => new Map([['csms' as UplinkId, one]]);
  const csmsSide = createCsmsSide(of(system), of(plainTongue), schedule, network, () => gateway.driver());
  const gateway: GatewayHost = createGatewayHost(
    {
      schedule,
      chance,
      disk,
      drivers,
      network,
      outletOf: (isMine) => outletOf(isMine),
      died() {
        links.closeAll();
        outside.died();
        csmsSide.closeAll(new Set());
        field.open();
      },
      find,
    },
    scenario.site,
  );
  const links: Links = createLinks(plant.stations, schedule, chance, network, gateway);
  const field = createField(scenario, plant, schedule, chance, gateway);
  const seen = { scenario, plant, schedule, network, system, field, gateway };
  const outside: Outside = createOutside({ ...seen, side: csmsSide });
  remember(disk, schedule, scenario);

  const outletOf = (isMine: () => boolean): GatewayOutlet => ({
    send(send) {
      if (!isMine()) return;
      if (send.kind === 'bus') return field.take(send.line, send.request);
      if (send.kind === 'frame') {
        if (!links.toStation(send.link, send.text)) csmsSide.toCsms(send.link, send.text);
      } else if (send.kind === 'answer') outside.answered(send.ask, send.body);
      else if (send.kind === 'close' && !links.closed(send.link)) closeUplink(send.link);
    },
    want(wanted) {
      for (const { uplink } of wanted)
        schedule.after(network.delayMs(), () => isMine() && csmsSide.open(uplink, gateway.driver()!));
      csmsSide.closeAll(new Set(wanted.map(({ uplink }) => uplink)));
    },
    wantLines: () => undefined,
    wantMeters: () => undefined,
    resume: network.resume,
  });

  const closeUplink = (link: LinkId): void => {
    const id = csmsSide.idOf(link);
    if (id !== undefined) csmsSide.close(id);
  };

  function tick(look: () => void): void {
    const now = network.now();
    plant.tick(now, tickMs);
    given += (sumOf(plant.ofCars, 3 * plant.root) * tickMs) / 1000;
    field.tick(now);
    links.tick();
    look();
  }

  let [given, isOver] = [0, false];
  const placeOf = (charger: Charger): number => plant.stations.findIndex((one) => one === charger);
  return {
    scenario,
    schedule,
    chance,
    plant,
    field,
    gateway,
    findings,
    now: network.now,
    outside,
    disk,
    clocks: { unknownUntil: -Infinity },
    given: () => given,
    plugAll: () => plugAll(plant, chance, network.now()),
    cut(charger, noticeMs) {
      const at = placeOf(charger);
      if (at >= 0) links.cut(at, noticeMs);
      else field.silence(charger, true);
    },
    mend(charger) {
      const at = placeOf(charger);
      if (at >= 0) links.mend(at);
      else field.silence(charger, false);
    },
    isCut: (charger) => (placeOf(charger) >= 0 ? links.isCut(placeOf(charger)) : field.isSilent(charger)),
    isAway: (charger) => (placeOf(charger) >= 0 ? links.isAway(placeOf(charger)) : field.isAway(charger)),
    end: () => void (isOver = true),
    setCsms: (isUp) => csmsSide.setUp('csms' as UplinkId, isUp),
    run(untilMs, look) {
      for (let at = schedule.now(); at < untilMs && !isOver; at += tickMs) {
        schedule.run(at + tickMs, () => undefined);
        tick(look);
      }
    },
  };
}

function plugAll({ chargers }: Plant, chance: Chance, now: At): void {
  const greedy = { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e9, taperAmpSeconds: 0 };
  for (const charger of chargers)
    for (const outlet of charger.outlets.keys()) charger.plug(outlet, createCar(anyCar(chance, 3, greedy)), now);
}

/** What another process has learned lies on the disk. */
function remember(disk: Disk, schedule: Schedule, { facts }: Scenario): void {
  if (facts === undefined) return;
  const nothing = (): void => undefined;
  const journal = disk.open().journal({ onDurable: nothing, onDisk: nothing, onRows: nothing });
  journal.commit({ first: row(1), lines: facts.map((fact) => JSON.stringify(fact)), snapshots: [] });
  schedule.run(schedule.now() + 20, nothing);
}

const sumOf = (amps: Float64Array, from: number): number => amps[from]! + amps[from + 1]! + amps[from + 2]!;
