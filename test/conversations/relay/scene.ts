// One charger and its central system of one version, a relay between them, and outages of every kind.

import type { LinkId } from '../../../src/model/ids.ts';
import type { Frame, Harness } from '../harness.ts';
import { createHarness } from '../harness.ts';
import type { Book, Version } from '../matrix/book.ts';
import { newBook } from '../matrix/book.ts';
import type { Charger } from '../matrix/charger.ts';
import { newCharger } from '../matrix/charger.ts';
import { relaySite, upstream } from './yard.ts';
import type { Site } from '../../../src/model/config/site.ts';

/** `hears`: what comes is in its books, and it says nothing. `deaf`: it reads nothing. */
export type Mood = 'answers' | 'hears' | 'deaf' | 'away';

export interface RelayScene {
  depot: Harness;
  readonly charger: Charger;
  readonly book: Book;
  mood: Mood;
  /** CALLs that the central system heard, over all connections. */
  readonly heard: Frame[];
  /** Called for each CALL when it is in the books, before it is answered. */
  onCall: (frame: Frame) => void;
  /** Called when it has answered. */
  onAnswered: () => void;
  /** What the central system answers where that is not the usual; a list is the code of a refusal. */
  answers: (frame: Frame) => object | undefined;
  readonly north: () => LinkId | undefined;
  /** The connection breaks, and whoever tries comes in vain. */
  breaks(): void;
  /** Connects when the gateway wants it, and hears and answers what came. */
  attends(): void;
  passes(seconds: number): void;
  /** Another process on the same disk. */
  dies(): void;
}

/** How the gateway speaks with its central system. */
export interface Way {
  readonly site: (version: Version) => Site;
  /** The uplink that is to be opened. */
  readonly opens: string;
  /** Frames that came since the last look. */
  hears(depot: Harness, link: LinkId): Frame[];
  says(depot: Harness, link: LinkId, frame: Frame): void;
}

const socket: Way = {
  site: relaySite,
  opens: upstream,
  hears: (depot, link) => depot.hears(link),
  says: (depot, link, frame) => depot.says(link, frame),
};

export function newRelayScene(version: Version, way: Way = socket): RelayScene {
  const book = newBook(version);
  let link: LinkId | undefined;
  const charger = newCharger(version, () => scene.attends(), 'CP-01', 45_000);
  const scene: RelayScene = {
    depot: createHarness(way.site(version)),
    charger,
    book,
    mood: 'answers',
    heard: [],
    onCall: () => undefined,
    onAnswered: () => undefined,
    answers: () => undefined,
    north: () => link,
    breaks() {
      scene.mood = 'away';
      if (link !== undefined) scene.depot.drop(link);
      link = undefined;
    },
    attends() {
      const { depot } = scene;
      if (scene.mood === 'away') {
        if (depot.wanted().length > 0 && link === undefined) depot.fails('refused', { id: way.opens });
        return;
      }
      if (link !== undefined && depot.gateway.state.links.get(link) === undefined) link = undefined;
      if (link === undefined && depot.wanted().length > 0) link = depot.connectCsms(way.opens);
      if (scene.mood === 'deaf') return;
      while (link !== undefined) {
        const frames = way.hears(depot, link);
        if (frames.length === 0) return;
        for (const frame of frames) hears(frame);
      }
    },
    passes(seconds) {
      const attend = (): void => {
        scene.attends();
        charger.attends();
        scene.attends();
      };
      attend();
      scene.depot.sleep(seconds * 1000, attend);
      attend();
    },
    dies() {
      link = undefined;
      scene.depot = scene.depot.restart();
      scene.depot.promptDisk = true;
    },
  };
  function hears(frame: Frame): void {
    const [type, id, action, payload] = frame;
    if (type !== 2) return;
    scene.heard.push(frame);
    const usual = book.hears(id, action as string, payload as Record<string, unknown>);
    scene.onCall(frame);
    if (scene.mood !== 'answers' || link === undefined) return;
    const answer = scene.answers(frame) ?? usual;
    way.says(scene.depot, link, Array.isArray(answer) ? [4, id, ...(answer as unknown[]), '', {}] : [3, id, answer]);
    scene.onAnswered();
  }
  return scene;
}

/** What a station asks besides transactions. */
export const questions = {
  status: (version: Version): [string, Record<string, unknown>] => [
    'StatusNotification',
    version === '1.6'
      ? { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }
      : { timestamp: '2026-01-15T18:00:00Z', connectorStatus: 'Occupied', evseId: 1, connectorId: 1 },
  ],
  authorize: (version: Version): [string, Record<string, unknown>] => [
    'Authorize',
    version === '1.6' ? { idTag: '04AABBCC' } : { idToken: { idToken: '04AABBCC', type: 'ISO14443' } },
  ],
};
