// Whatever a station speaks and whatever happens meanwhile, the central system gets the whole transaction once, in the version
// that it speaks.

import { describe, expect, it } from 'vitest';
import { steps } from './charger.ts';
import type { Step } from './charger.ts';
import type { Scene } from './scene.ts';
import { newScene, pairs, whole } from './scene.ts';

/**
 * The session of one vehicle. `before` is called before each step, and says whether it is delivered at once; `between` when it
 * has happened and was not delivered yet.
 */
function runs(
  scene: Scene,
  before: (step: Step) => boolean | void = () => undefined,
  between: (step: Step) => void = () => undefined,
): void {
  for (const step of steps) {
    const isDelivered = before(step) !== false;
    scene.charger.happens(step);
    between(step);
    if (isDelivered && !scene.charger.delivers()) throw new Error(`${step} was not answered`);
    scene.passes(30);
  }
}

function ready(...pair: (typeof pairs)[number]): Scene {
  const scene = newScene(...pair);
  scene.connectsCsms();
  scene.charger.connects(scene.depot);
  scene.passes(1);
  return scene;
}

function settles(scene: Scene): void {
  scene.charger.delivers();
  scene.passes(60);
  expect(scene.book.trouble).toEqual([]);
}

describe.each(pairs)('%s station, %s central system', (south, north) => {
  it('a normal session', () => {
    const scene = ready(south, north);
    runs(scene);
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
    expect(scene.book.offline).not.toContain(true);
    expect(scene.depot.gateway.state.alarms.size).toBe(0);
  });

  it('begins while the central system is away, ends when it is back (TC_E_43_CS, TC_037_1_CS)', () => {
    const scene = ready(south, north);
    runs(scene, (step) => {
      if (step === 'start') scene.dropsCsms();
      if (step === 'more') scene.connectsCsms();
    });
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
    if (north !== '1.6') expect(scene.book.offline.slice(0, 2)).toEqual([true, true]);
    if (north !== '1.6') expect(scene.book.offline.at(-1)).toBe(false);
  });

  it('begins while it is there, ends while it is away (TC_E_42_CS, TC_037_2_CS)', () => {
    const scene = ready(south, north);
    runs(scene, (step) => (step === 'more' ? scene.dropsCsms() : undefined));
    scene.connectsCsms();
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
    if (north !== '1.6') expect(scene.book.offline.slice(0, 2)).toEqual([false, false]);
    if (north !== '1.6') expect(scene.book.offline.at(-1)).toBe(true);
  });

  it('all of it while the station is cut off: told when it is back, as late (E11, E12, Q47)', () => {
    const scene = ready(south, north);
    scene.charger.drops();
    runs(scene, () => false);
    scene.passes(3600);
    scene.charger.connects(scene.depot);
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
    if (north !== '1.6') expect(new Set(scene.book.offline)).toEqual(new Set([true]));
  });

  it.each(steps)('the gateway dies before %s is on its disk', (point) => {
    const scene = ready(south, north);
    runs(scene, undefined, (step) => {
      if (step !== point) return;
      scene.depot.promptDisk = false;
      scene.charger.saysDeaf();
      scene.restarts();
    });
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it.each(steps)('the gateway dies when it has answered %s, and the answer is lost', (point) => {
    const scene = ready(south, north);
    runs(scene, undefined, (step) => {
      if (step !== point) return;
      scene.charger.saysDeaf();
      scene.depot.sleep(2000);
      scene.restarts();
    });
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it.each(steps)('the gateway dies when %s was told, before the central system has answered', (point) => {
    const scene = ready(south, north);
    runs(scene, undefined, (step) => {
      if (step !== point) return;
      scene.charger.saysDeaf();
      scene.hearsOnly();
      scene.depot.sleep(2000);
      scene.hearsOnly();
      scene.restarts();
    });
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it('the station starts anew in the middle and ends it by that', () => {
    const scene = ready(south, north);
    for (const step of steps.slice(0, 3)) {
      scene.charger.happens(step);
      scene.charger.delivers();
      scene.passes(30);
    }
    scene.charger.drops();
    scene.passes(60);
    scene.charger.connects(scene.depot);
    scene.charger.happens('stop', 'PowerLoss');
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger, { reason: 'PowerLoss' })]);
  });

  it('the central system refuses the token late: the station is told to stop by its own id', () => {
    const scene = ready(south, north);
    scene.dropsCsms();
    scene.charger.happens('start');
    scene.charger.delivers();
    scene.passes(30);
    scene.book.verdict = () => 'Invalid';
    scene.connectsCsms();
    scene.passes(5);
    scene.charger.delivers();
    const stops = scene.charger.calls.filter(([, , action]) =>
      /Remote ?StopTransaction|RequestStopTransaction/.test(action as string),
    );
    expect(stops.map(([, , , payload]) => payload)).toEqual([{ transactionId: scene.charger.transaction() }]);
    for (const step of ['sample', 'more'] as const) scene.charger.happens(step);
    scene.charger.happens('stop', 'Remote');
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger, { reason: 'DeAuthorized' })]);
  });

  it('everything is said twice, and once more after the station is back (F073, Q51)', () => {
    const scene = ready(south, north);
    for (const step of steps) {
      scene.charger.happens(step);
      scene.charger.delivers();
      scene.charger.repeats();
      scene.charger.drops();
      scene.charger.connects(scene.depot);
      scene.charger.repeats();
      scene.passes(30);
    }
    settles(scene);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it('two values come in the wrong order: both are told, once', () => {
    const scene = ready(south, north);
    for (const step of steps) {
      scene.charger.happens(step);
      if (step === 'sample') continue;
      if (step === 'more') scene.charger.turns();
      scene.charger.delivers();
      scene.passes(30);
    }
    settles(scene);
    const [booked] = scene.book.booked();
    expect({ ...booked, samples: [...booked!.samples].sort((a, b) => a - b) }).toEqual(whole(scene.charger));
  });
});
