// The gateway under test: the real core and driver as a process that can be killed, stopped and started again on its disk.

import type { Driver, Failure } from '../../../src/core/driver.ts';
import { createDriver } from '../../../src/core/driver.ts';
import { createGateway } from '../../../src/core/gateway.ts';
import type { Gateway } from '../../../src/core/gateway.ts';
import type { Drivers } from '../../../src/core/modbus/live.ts';
import type { Input, Outlet } from '../../../src/core/ports.ts';
import { recover } from '../../../src/core/recover.ts';
import type { Site } from '../../../src/model/config/site.ts';
import { mono, utc } from '../../../src/model/time.ts';
import type { Disk } from '../../sim/disk.ts';
import type { Network } from '../../sim/network.ts';
import { plainSealing } from '../../sim/plain-seal.ts';
import type { Chance, Schedule } from '../../sim/schedule.ts';

export interface Process {
  readonly gateway: Gateway;
  readonly driver: Driver;
}

export interface GatewayHost {
  /** What others speak to; undefined while it is dead. One that is stopped takes in and does nothing. */
  readonly driver: () => Driver | undefined;
  readonly process: () => Process | undefined;
  readonly isAlive: () => boolean;
  boot(): void;
  /** As `kill -9`: comes up again after `downMs`. */
  kill(downMs: number): void;
  /** As SIGSTOP and SIGCONT: no step for so long. */
  stop(ms: number): void;
  /** The clock of its computer is wrong by so much. */
  setClockError(ms: number): void;
  change(site: Site): void;
}

export interface GatewayParts {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly disk: Disk;
  readonly drivers: Drivers;
  /** It judges what leaves. */
  readonly network: Pick<Network, 'now'>;
  /** `isMine`: whether the process whose outlet it is still lives. */
  readonly outletOf: (isMine: () => boolean) => Outlet;
  readonly died: () => void;
  readonly find: (what: string) => void;
}

export function createGatewayHost(parts: GatewayParts, firstSite: Site): GatewayHost {
  const { schedule, chance, disk } = parts;
  let site = firstSite;
  let process: Process | undefined;
  let clockErrorMs = 0;
  let stoppedUntil = 0;
  const isStopped = (): boolean => schedule.now() < stoppedUntil;

  /** Runs something in the process; one that is stopped does it when it goes on, one that is dead never. */
  function inside(mine: Process, what: () => void): void {
    if (process !== mine) return;
    if (isStopped()) schedule.at(stoppedUntil, () => inside(mine, what));
    else what();
  }

  function outside(mine: Process): Driver {
    const { driver } = mine;
    return {
      ...driver,
      offer(input: Input) {
        if (!isStopped()) return driver.offer(input);
        inside(mine, () => void driver.offer(input));
        return true;
      },
    };
  }

  function failed(failure: Failure): void {
    if (failure.kind === 'thrown') parts.find(`the core threw ${String((failure.error as Error).stack)}`);
    host.kill(1000);
  }

  let faced: Driver | undefined;
  const host: GatewayHost = {
    driver: () => faced,
    process: () => process,
    isAlive: () => process !== undefined && !isStopped(),
    boot() {
      if (process !== undefined) return;
      const { opened, journal } = disk.open();
      const gateway = createGateway({
        ...recover(opened),
        random: chance,
        sealing: plainSealing,
        drivers: parts.drivers,
        firmware: 'bench',
        disk: 'ok',
      });
      const late: { process?: Process } = {};
      const mine = (): Process => late.process!;
      const driver = createDriver({
        gateway,
        journal: journal({
          onDurable: () => inside(mine(), () => mine().driver.onDurable()),
          onDisk: (...told) => inside(mine(), () => mine().driver.onDisk(...told)),
          onRows: (...rows) => inside(mine(), () => mine().driver.onRows(...rows)),
        }),
        outlet: parts.outletOf(() => process === mine()),
        clock: {
          mono: () => mono(schedule.now()),
          utc: () => utc(parts.network.now().utc + clockErrorMs),
          wakeAt: timerOf((what) => inside(mine(), what)),
        },
        fail: failed,
      });
      process = late.process = { gateway, driver };
      faced = outside(process);
      driver.start(site);
    },
    kill(downMs) {
      if (process === undefined) return;
      process = undefined;
      faced = undefined;
      stoppedUntil = 0;
      disk.crash();
      parts.died();
      schedule.after(downMs, host.boot);
    },
    stop: (ms) => void (stoppedUntil = schedule.now() + ms),
    setClockError: (ms) => void (clockErrorMs = ms),
    change(next) {
      site = next;
      faced?.offer({ kind: 'siteFile', site: next });
    },
  };

  function timerOf(run: (what: () => void) => void) {
    let tokens = 0;
    return (when: number, wake: () => void): void => {
      const token = (tokens += 1);
      if (when < Infinity) schedule.at(when, () => token === tokens && run(wake));
    };
  }

  return host;
}
