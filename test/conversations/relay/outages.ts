// The session of one vehicle through the relay, with an outage at one point of it, and what must have become of it.

import { describe, expect, it } from 'vitest';
import type { Version } from '../matrix/book.ts';
import type { Step } from '../matrix/charger.ts';
import { bootOf, steps } from '../matrix/charger.ts';
import { whole } from '../matrix/scene.ts';
import type { RelayScene, Way } from './scene.ts';
import { newRelayScene, questions } from './scene.ts';

const points = ['boot', 'status', 'authorize', ...steps] as const;
type Point = (typeof points)[number];

/** `before`: the CALL has not left the gateway. `underWay`: it is in the books, not answered. `answered`: not passed back. */
type Moment = 'before' | 'underWay' | 'answered';

const isStep = (point: Point): point is Step => (steps as readonly string[]).includes(point);

const asked = (version: Version, point: Exclude<Point, Step>): [string, Record<string, unknown>] =>
  point === 'boot' ? ['BootNotification', bootOf(version)] : questions[point](version);

/** The station says it until it is answered. */
function says({ charger }: RelayScene, version: Version, point: Point): void {
  const isAnswered = isStep(point) ? charger.delivers() : charger.asks(...asked(version, point))?.[0] === 3;
  if (!isAnswered) throw new Error(`${point} was not answered`);
}

/** And does not hear the answer. */
function saysDeaf({ charger }: RelayScene, version: Version, point: Point): void {
  if (isStep(point)) charger.saysDeaf();
  else charger.asksDeaf(...asked(version, point));
}

type Outage = (scene: RelayScene, version: Version, point: Point, moment: Moment) => void;

const once = (act: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
};

const breaks: Outage = (scene, version, point, moment) => {
  if (moment === 'before') scene.breaks();
  if (moment === 'underWay') scene.onCall = once(() => scene.breaks());
  if (moment === 'answered') {
    scene.onCall = once(() => (scene.depot.promptDisk = false));
    scene.onAnswered = once(() => {
      scene.breaks();
      scene.depot.promptDisk = true;
      while (scene.depot.isCommitting()) scene.depot.commit();
    });
  }
  says(scene, version, point);
  scene.mood = 'away';
};

const keepsSilent: Outage = (scene, version, point, moment) => {
  if (moment === 'before') scene.mood = 'deaf';
  else scene.onCall = once(() => (scene.mood = 'hears'));
  says(scene, version, point);
  scene.breaks();
};

/** The station comes back, and says again what was not answered. */
const dies =
  (boots: boolean): Outage =>
  (scene, version, point, moment) => {
    if (moment === 'before') scene.depot.promptDisk = false;
    saysDeaf(scene, version, point);
    if (moment === 'answered') scene.depot.promptDisk = false;
    if (moment === 'underWay') scene.mood = 'hears';
    if (moment !== 'before') scene.attends();
    scene.dies();
    scene.mood = 'answers';
    scene.charger.joins(scene.depot);
    if (boots && point !== 'boot') scene.charger.boots();
    says(scene, version, point);
  };

/** All of it, with the outage at one point; the central system is back by itself, or at the end. */
function runs(scene: RelayScene, version: Version, at: Point, outage: () => void, isBackAtOnce: boolean): void {
  const { charger } = scene;
  charger.joins(scene.depot);
  scene.attends();
  for (const point of points) {
    if (isStep(point)) charger.happens(point);
    if (point === at) outage();
    else says(scene, version, point);
    if (isBackAtOnce) scene.mood = 'answers';
    scene.passes(25);
  }
  scene.mood = 'answers';
  scene.passes(90);
}

/** Whole, once and in order; and afterwards the station and its central system hear each other's own words. */
function judge(scene: RelayScene, version: Version): void {
  const { charger, book, depot } = scene;
  expect(book.trouble).toEqual([]);
  expect(book.booked()).toEqual([whole(charger)]);
  expect(charger.kept()).toBe(0);
  const boots = scene.heard.filter(([, , action]) => action === 'BootNotification');
  expect(boots.at(-1)?.[3]).toEqual(bootOf(version));
  scene.answers = ([, , action]) => (action === 'Heartbeat' ? { currentTime: '2027-01-01T00:00:00Z' } : undefined);
  expect(charger.asks('Heartbeat', {})?.[2]).toEqual({ currentTime: '2027-01-01T00:00:00Z' });
  expect(depot.failures).toEqual([]);
  const { pending, relays } = depot.gateway.state;
  expect(pending.size).toBe(0);
  expect([...relays.values()].map(({ asked }) => asked.size)).toEqual([0]);
}

/** Every outage at every point of a session of this version. */
export function describeOutages(version: Version, way?: Way): void {
  const through = (at: Point, outage: Outage, moment: Moment, isBackAtOnce = true): void => {
    const scene = newRelayScene(version, way);
    runs(scene, version, at, () => outage(scene, version, at, moment), isBackAtOnce);
    judge(scene, version);
  };
  describe.each(points)(`OCPP ${version}${way === undefined ? '' : ` of ${way.opens}`}, outage at %s`, (at) => {
    it.each(['before', 'underWay', 'answered'] as const)('the connection breaks: %s', (moment) => {
      through(at, breaks, moment);
    });
    it.each(['before', 'underWay'] as const)('it breaks and is back at the end: %s', (moment) => {
      through(at, breaks, moment, false);
    });
    it.each(['before', 'underWay'] as const)('no answer for 30 s: %s', (moment) => {
      through(at, keepsSilent, moment);
    });
    it.each(['before', 'underWay', 'answered'] as const)('the gateway is killed: %s', (moment) => {
      through(at, dies(false), moment);
    });
    it.each(['before', 'underWay', 'answered'] as const)('it is killed, and the station boots: %s', (moment) => {
      through(at, dies(true), moment);
    });
  });
}
