// One gateway of a stack: the real core and driver around a disk that survives it.

import type { Driver, Failure } from '../../../src/core/driver.ts';
import { createDriver } from '../../../src/core/driver.ts';
import type { Gateway } from '../../../src/core/gateway.ts';
import { createGateway } from '../../../src/core/gateway.ts';
import type { Clock, Outlet } from '../../../src/core/ports.ts';
import { recover } from '../../../src/core/recover.ts';
import type { WantedLink } from '../../../src/core/ports/wanted-link.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import { mono, utc } from '../../../src/model/time.ts';
import type { JudgedLinks } from '../../peers/judged-links.ts';
import { judgeLinks } from '../../peers/judged-links.ts';
import { newDesk } from '../desk.ts';
import type { Desk } from '../desk.ts';
import { createDisk } from '../disk.ts';
import { plainSealing } from '../plain-seal.ts';
import type { Chance, Schedule } from '../schedule.ts';

export interface Node {
  readonly driver: () => Driver | undefined;
  readonly gateway: () => Gateway | undefined;
  readonly ask: Desk['ask'];
  /** What it says to the other gateways is held against the official schemas. */
  readonly judged: JudgedLinks;
  boot(): void;
  /** The process is gone; it comes up again after `downMs`. */
  kill(downMs: number): void;
}

interface Process {
  readonly gateway: Gateway;
  readonly driver: Driver;
}

/** What it is connected with. */
export interface Wires {
  frame(link: LinkId, text: string): void;
  close(link: LinkId): void;
  want(wanted: readonly WantedLink[]): void;
  resume(link: LinkId): void;
  /** The process is gone, and its sockets with it. */
  gone(): void;
}

const startUtc = Date.UTC(2026, 0, 15, 18);

export function createNode(
  schedule: Schedule,
  chance: Chance,
  site: Site,
  wires: Wires,
  find: (what: string) => void,
): Node {
  const disk = createDisk(schedule, chance);
  let process: Process | undefined;
  const driver = (): Driver | undefined => process?.driver;
  const desk = newDesk(driver);
  const judged = judgeLinks((fault) => find(`${site.id}: ${fault}`));

  const outletOf = (isMine: () => boolean): Outlet => ({
    send(send) {
      if (!isMine()) return;
      if (send.kind === 'frame') wires.frame(send.link, send.text);
      else if (send.kind === 'close') wires.close(send.link);
      else if (send.kind === 'answer') desk.answered(send);
    },
    want: (wanted) => isMine() && wires.want(wanted),
    resume: wires.resume,
  });

  function clockOf(isMine: () => boolean): Clock {
    let tokens = 0;
    return {
      mono: () => mono(schedule.now()),
      utc: () => utc(startUtc + schedule.now()),
      wakeAt(when, wake) {
        const token = (tokens += 1);
        if (when < Infinity) schedule.at(when, () => token === tokens && isMine() && wake());
      },
    };
  }

  function boot(): void {
    if (process !== undefined) return;
    const { opened, journal } = disk.open();
    const gateway = createGateway({
      ...recover(opened),
      random: chance,
      sealing: plainSealing,
      firmware: 'sim',
      disk: 'ok',
      clock: { builtAt: utc(Date.UTC(2026, 0, 1)) },
    });
    const late: { mine?: Process } = {};
    // While it starts it is nobody's yet, and its first sends are its own.
    const isMine = (): boolean => process === late.mine;
    const mine = {
      gateway,
      driver: createDriver({
        gateway,
        journal: journal({
          onDurable: () => late.mine?.driver.onDurable(),
          onDisk: (...told) => late.mine?.driver.onDisk(...told),
          onRows: (...rows) => late.mine?.driver.onRows(...rows),
        }),
        outlet: outletOf(isMine),
        clock: clockOf(isMine),
        fail: (failure: Failure) => find(`${site.id} ended: ${failure.kind}`),
      }),
    };
    late.mine = mine;
    process = mine;
    mine.driver.start(site);
  }

  return {
    driver,
    gateway: () => process?.gateway,
    ask: desk.ask,
    judged,
    boot,
    kill(downMs) {
      if (process === undefined) return;
      process = undefined;
      disk.crash();
      wires.gone();
      schedule.after(downMs, boot);
    },
  };
}
