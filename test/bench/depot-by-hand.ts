// The real core and the real journal, with a clock that is turned by hand and the central system away.

import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import type { Driver } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Outlet } from '../../src/core/ports.ts';
import { recover } from '../../src/core/recover.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { LinkId, StationId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { judgeLinks } from '../peers/judged-links.ts';
import type { JudgedLinks } from '../peers/judged-links.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { createChance } from '../sim/schedule.ts';

export interface DepotByHand {
  readonly gateway: Gateway;
  /** Lets time pass. */
  pass(ms: number): void;
  /** As stations write it. */
  timestamp(): string;
  connect(link: LinkId, station: string): void;
  /** Says a CALL of the station at this link. */
  say(link: LinkId, action: string, payload: object): void;
  readonly said: () => number;
  /** The payload of the last answer that this link got. */
  lastAnswer(link: LinkId): Record<string, unknown>;
  /** Waits until everything is durable. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

const evening = Date.UTC(2026, 0, 15, 18);

export function openDepot(dir: string, site: Site): DepotByHand {
  const opened = openJournal(dir);
  const gateway = createGateway({
    ...recover(opened.opened),
    random: createChance(1),
    sealing: plainSealing,
    firmware: 'bench',
    disk: 'ok',
  });
  const late: { driver?: Driver } = {};
  let clock = 1000;
  let said = 0;
  let durable: (() => void) | undefined;
  const journal = opened.start({
    onDurable() {
      late.driver?.onDurable();
      durable?.();
    },
    onDisk: (state, detail) => late.driver?.onDisk(state, detail),
    onRows: (...rows) => late.driver?.onRows(...rows),
  });
  const judged = judgeLinks((fault) => {
    throw new Error(fault);
  });
  const answers = new Map<LinkId, Record<string, unknown>>();
  const driver = createDriver({
    gateway,
    journal,
    outlet: noteAnswers(answers, judged),
    clock: { mono: () => mono(clock), utc: () => utc(evening + clock), wakeAt: () => undefined },
    fail(failure) {
      throw new Error(JSON.stringify(failure));
    },
  });
  late.driver = driver;
  driver.start(site);

  return {
    gateway,
    pass: (ms) => void (clock += ms),
    timestamp: () => new Date(evening + clock).toISOString(),
    connect(link, station) {
      judged.opened(link, 'csms');
      driver.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: station as StationId, version: '1.6' } });
    },
    say(link, action, payload) {
      const text = JSON.stringify([2, `b${(said += 1)}`, action, payload]);
      judged.heard(link, text);
      driver.offer({ kind: 'frame', link, text });
    },
    said: () => said,
    lastAnswer: (link) => answers.get(link)!,
    async catchUp() {
      while (driver.durable() < gateway.state.ledger.head) await new Promise<void>((resolve) => (durable = resolve));
    },
    close: () => driver.stop(),
  };
}

const noteAnswers = (answers: Map<LinkId, Record<string, unknown>>, judged: JudgedLinks): Outlet => ({
  send(send) {
    if (send.kind !== 'frame') return;
    judged.said(send.link, send.text);
    const frame = JSON.parse(send.text) as [number, string, Record<string, unknown>];
    if (frame[0] === 3) answers.set(send.link, frame[2]);
  },
  want: () => undefined,
  resume: () => undefined,
});
