// One charger of some version below, one central system of some version above, and the gateway between them.

import type { LinkId } from '../../../src/model/ids.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import { createHarness } from '../harness.ts';
import type { Book, Booked, Version } from './book.ts';
import { newBook } from './book.ts';
import type { Charger } from './charger.ts';
import { newCharger, registers, token } from './charger.ts';

export const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];
/** Every station with every central system. */
export const pairs = versions.flatMap((south) => versions.map((north) => [south, north] as const));

export interface Scene {
  depot: Harness;
  readonly charger: Charger;
  readonly book: Book;
  connectsCsms(): void;
  dropsCsms(): void;
  /** The central system answers whatever comes. */
  attends(): void;
  /** It hears what comes, and its answers are lost. */
  hearsOnly(): void;
  passes(seconds: number): void;
  /** Another process on the same disk: whatever was connected connects anew. */
  restarts(): void;
}

export function newScene(south: Version, north: Version): Scene {
  const site = smallDepot(1, 60, [uplink('csms', 'control', { version: north })]);
  const charger = newCharger(south, () => scene.attends());
  const book = newBook(north);
  let link: LinkId | undefined;
  const hears = (answers: boolean): void => {
    for (let frames = link === undefined ? [] : scene.depot.hears(link); frames.length > 0;) {
      for (const [type, id, action, payload] of frames) {
        if (type !== 2) continue;
        const answer = book.hears(id, action as string, payload as Record<string, unknown>);
        if (answers) scene.depot.says(link!, [3, id, answer]);
      }
      frames = scene.depot.hears(link!);
    }
  };
  const scene: Scene = {
    depot: createHarness(site),
    charger,
    book,
    connectsCsms() {
      link = scene.depot.connectCsms();
      hears(true);
    },
    dropsCsms() {
      if (link !== undefined) scene.depot.drop(link);
      link = undefined;
    },
    attends: () => hears(true),
    hearsOnly: () => hears(false),
    passes(seconds) {
      const attend = (): void => {
        charger.attends();
        hears(true);
      };
      attend();
      scene.depot.sleep(seconds * 1000, attend);
      attend();
    },
    restarts() {
      const wasThere = link !== undefined;
      scene.depot = scene.depot.restart();
      scene.depot.promptDisk = true;
      link = undefined;
      if (wasThere) scene.connectsCsms();
      charger.connects(scene.depot);
    },
  };
  return scene;
}

/** What the central system must have in its books: all of it, once, with the station's own times. */
export const whole = ({ at }: Charger, more: Partial<Booked> = {}): Booked => ({
  token,
  startWh: registers.start,
  startAt: at.start!,
  samples: [registers.sample, registers.more],
  stopWh: registers.stop,
  stopAt: at.stop!,
  reason: 'EVDisconnected',
  ...more,
});
