// A charge point of OCPP 1.6 in the plant. It keeps profiles as the standard says, through power cuts and while it is cut off,
// by its own clock, which may be wrong; and it may be told to misbehave.

import type { At, Charger, Habits } from './charger.ts';
import { noMisdeeds } from './charger.ts';
import type { Outlet } from './outlet.ts';
import { close, flow, open } from './outlet.ts';
import type { Post } from './post.ts';
import type { Kept, Place } from './profiles.ts';
import { ampsAt, changesAfter, mostAt } from './profiles.ts';
import type { Orders } from './station-orders.ts';
import { obey } from './station-orders.ts';
import { newTalk } from './station-talk.ts';

export interface StationOptions {
  readonly id: string;
  readonly outlets: readonly Outlet[];
  readonly sampleSeconds: number;
  readonly habits?: Habits | undefined;
}

export interface PlantStation extends Charger {
  readonly posts: readonly Post[];
  readonly habits: Habits;
  opened(now: At): void;
  closed(now: At): void;
  hear(text: string, now: At): void;
  /** Power is gone and back: it keeps its profiles, and its sessions end. */
  reboot(now: At): void;
  /** Frames that it says, in order. */
  said(): string[];
}

export function createStation({ id, outlets, sampleSeconds, habits = {} }: StationOptions): PlantStation {
  const profiles: Kept[] = habits.foreignAmps === undefined ? [] : [foreignOf(habits.foreignAmps)];
  const memory = newMemory(habits);
  const posts: Post[] = outlets.map(newPost);
  const misdeeds = noMisdeeds();
  const talk = newTalk(id, habits.model);
  let [version, sessions, deafUntil] = [0, 0, 0];
  const clockOf = (utc: number): number => utc + misdeeds.clockErrorMs;
  const isoAt = ({ utc }: At): string => new Date(clockOf(utc)).toISOString();
  const most = (post: Post, utc: number): number =>
    memory.isGone()
      ? post.outlet.ratingAmps
      : Math.min(post.outlet.ratingAmps, mostAt(profiles, placeOf(post, utc), clockOf(utc)));
  const placeOf = ({ evse, session, sessionAt }: Post, utc: number): Place => ({
    evse,
    session,
    ageMs: utc - sessionAt,
  });

  const orders: Orders = {
    ...{ profiles, posts, misdeeds, habits, sampleSeconds },
    start: (post, now) => start(post, now),
    stop: (post, now) => stop(post, 'Remote', now),
    reboot: (now) => station.reboot(now),
    status: (post, now) => status(post, now),
    say: (text) => talk.say(text),
    changed: () => void (version += 1),
    unanswered: ({ mono }) => void (deafUntil = mono + callTimeoutMs),
  };

  function start(post: Post, now: At): void {
    if (post.session !== undefined || post.outlet.car === undefined || !post.isOperative) return;
    post.session = `${id}#${(sessions += 1)}`;
    post.sessionAt = now.utc;
    post.transactionId = undefined;
    post.sampleAt = now.mono + orders.sampleSeconds * 1000;
    version += 1;
    const { session } = post;
    const payload = {
      connectorId: post.evse,
      idTag: 'TAG',
      meterStart: Math.round(post.outlet.wh),
      timestamp: isoAt(now),
    };
    talk.keep(
      'StartTransaction',
      () => payload,
      (answer) => {
        const number = (answer as { transactionId: number }).transactionId;
        numbers.set(session, number);
        if (post.session === session) post.transactionId = number;
      },
    );
    status(post, now);
  }

  function stop(post: Post, reason: string, now: At): void {
    const { session } = post;
    if (session === undefined) return;
    post.switching = undefined;
    open(post.outlet);
    close(post.outlet, 3);
    const payload = { meterStop: Math.round(post.outlet.wh), timestamp: isoAt(now), reason };
    talk.keep('StopTransaction', () => ({ transactionId: numbers.get(session) ?? -1, ...payload }));
    post.session = undefined;
    post.transactionId = undefined;
    post.sampleAt = Infinity;
    // A TxProfile lives as long as its transaction.
    profiles.splice(0, profiles.length, ...profiles.filter((one) => one.session !== session));
    version += 1;
    status(post, now);
  }

  const numbers = new Map<string, number>();

  function status({ evse, session, outlet, isOperative }: Post, now: At): void {
    const word = session !== undefined ? 'Charging' : outlet.car !== undefined ? 'Preparing' : 'Available';
    talk.say('StatusNotification', {
      connectorId: evse,
      errorCode: 'NoError',
      status: isOperative || session !== undefined ? word : 'Unavailable',
      timestamp: isoAt(now),
    });
  }

  function sample(post: Post, now: At): void {
    post.sampleAt = now.mono + orders.sampleSeconds * 1000;
    const { session } = post;
    const value = { connectorId: post.evse, meterValue: [meterValue(post.outlet, isoAt(now))] };
    talk.keep('MeterValues', () => ({ transactionId: numbers.get(session!) ?? -1, ...value }));
  }

  const station: PlantStation = {
    id,
    posts,
    habits,
    outlets,
    misdeeds,
    version: () => version,
    deafUntil: () => deafUntil,
    said: talk.said,
    opened(now) {
      deafUntil = 0;
      if (memory.comesBack()) version += 1;
      talk.open(now, () => {
        for (const post of posts) {
          status(post, now);
          if (post.isAsking) ask(post, now);
        }
      });
    },
    closed(now) {
      memory.isAlone(now.mono);
      talk.close();
      // Whoever waits for a word begins by himself.
      for (const post of posts) if (post.isAsking) admit(post, now);
    },
    hear(text, now) {
      const call = talk.hear(text, now);
      if (call !== undefined) obey(orders, call, now);
    },
    tick(now, ms) {
      talk.tick(now);
      if (memory.fades(now.mono)) version += 1;
      for (const post of posts) {
        if (switchesOver(post, now)) version += 1;
        const isClosed = post.session !== undefined && post.switching === undefined;
        const allowed =
          misdeeds.ignoresLimits || memory.isGone()
            ? Infinity
            : ampsAt(profiles, placeOf(post, now.utc), clockOf(now.utc));
        flow(post.outlet, allowed, isClosed, ms);
        if (now.mono >= post.sampleAt) sample(post, now);
      }
    },
    plug(outlet, car, now) {
      const post = posts[outlet]!;
      if (post.outlet.car !== undefined) return;
      post.outlet.car = car;
      status(post, now);
      if (!talk.isBooted()) return start(post, now);
      ask(post, now);
    },
    unplug(outlet, now) {
      const post = posts[outlet]!;
      if (post.outlet.car === undefined) return;
      post.isAsking = false;
      stop(post, 'EVDisconnected', now);
      post.outlet.car = undefined;
      status(post, now);
    },
    reboot(now) {
      for (const post of posts) {
        stop(post, 'PowerLoss', now);
        // Its car is still there.
        post.isAsking = post.outlet.car !== undefined;
      }
      talk.breakOff();
    },
    mayDraw: (outlet, now) => most(posts[outlet]!, now.utc),
    mayComeToDraw: (outlet, _, utc) => most(posts[outlet]!, utc),
    changesAfter: ({ utc }) =>
      posts.flatMap(({ sessionAt }) =>
        changesAfter(profiles, utc - sessionAt, clockOf(utc)).map((time) => time - misdeeds.clockErrorMs),
      ),
  };

  function ask(post: Post, now: At): void {
    post.isAsking = true;
    talk.say('Authorize', { idTag: 'TAG' }, () => admit(post, now));
  }

  function admit(post: Post, now: At): void {
    post.isAsking = false;
    start(post, now);
  }

  return station;
}

/** Whether it goes over to other phases now: it is at rest by then. */
function switchesOver(post: Post, { mono }: At): boolean {
  if (post.switching === undefined || mono < post.switching.at) return false;
  close(post.outlet, post.switching.phases, post.switching.phaseToUse);
  post.switching = undefined;
  return true;
}

const newPost = (outlet: Outlet, at: number): Post => ({
  evse: at + 1,
  outlet,
  session: undefined,
  sessionAt: 0,
  transactionId: undefined,
  sampleAt: Infinity,
  isOperative: true,
  isAsking: false,
  switching: undefined,
});

/** Whether it knows its limits still; each says whether that has changed. */
function newMemory({ forgetsAfterMs = Infinity }: Habits) {
  let fadesAt = Infinity;
  let isGone = false;
  return {
    isGone: () => isGone,
    isAlone: (mono: number) => void (fadesAt = mono + forgetsAfterMs),
    comesBack(): boolean {
      const was = isGone;
      fadesAt = Infinity;
      isGone = false;
      return was;
    },
    fades(mono: number): boolean {
      const is = isGone || mono >= fadesAt;
      const isNew = is && !isGone;
      isGone = is;
      return isNew;
    },
  };
}

/** For every session and for ever, above all that a gateway would say. */
const foreignOf = (amps: number): Kept => ({
  connector: 0,
  purpose: 'TxDefaultProfile',
  level: 9,
  id: 99,
  session: undefined,
  validFrom: -Infinity,
  validTo: Infinity,
  startsAt: 0,
  durationMs: Infinity,
  periods: [{ fromMs: 0, amps }],
});

/** A gateway gives up a CALL after this time. */
const callTimeoutMs = 30_000;

/** It knows its own phases, and nothing of the lines of the site behind them. */
function meterValue({ wh, lines, wires }: Outlet, timestamp: string): object {
  const value = (measurand: string, unit: string, amount: string, phase?: string) => ({
    value: amount,
    context: 'Sample.Periodic',
    measurand,
    unit,
    ...(phase !== undefined && { phase }),
  });
  return {
    timestamp,
    sampledValue: [
      value('Energy.Active.Import.Register', 'Wh', wh.toFixed(0)),
      ...wires.map((line, phase) => value('Current.Import', 'A', lines[line]!.toFixed(1), `L${phase + 1}`)),
      value('Power.Active.Import', 'W', (lines.reduce((sum, amps) => sum + amps, 0) * 230).toFixed(0)),
    ],
  };
}
