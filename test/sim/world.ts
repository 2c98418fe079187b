// A depot in virtual time around the real core and the real driver: stations, a central system, a disk and a network that
// fail as the plan says, and judges that look at every step.

import type { Csms } from '../../adapters/simulator/csms.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import type { SimStation, StationAction, StationEvent } from '../../adapters/simulator/station.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import type { Driver, Failure } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Outlet, Send, WantedLink } from '../../src/core/ports.ts';
import type { Recovered } from '../../src/core/recover.ts';
import { recover } from '../../src/core/recover.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import type { Disk } from './disk.ts';
import { createDisk } from './disk.ts';
import type { Judge } from './judge.ts';
import { createJudge } from './judge.ts';
import type { Chance, Schedule } from './schedule.ts';
import { createChance, createSchedule } from './schedule.ts';

export interface Process {
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly recovered: Recovered;
}

export interface World {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly disk: Disk;
  readonly stations: readonly SimStation[];
  readonly csms: ReadonlyMap<UplinkId, Csms>;
  readonly judge: Judge;
  /** Looks at everything that must hold at every moment. */
  peek(): void;
  readonly site: () => Site;
  process: Process | undefined;
  /** Kills the gateway; it comes up again after `downMs`. */
  kill(downMs: number): void;
  boot(): void;
  station(at: number, event: StationEvent): void;
  dropStation(at: number): void;
  setUplink(id: UplinkId, up: boolean): void;
  askCsms(id: UplinkId, action: string, payload: object): void;
  changeSite(site: Site): void;
}

interface StationSocket {
  readonly link: LinkId;
  open: boolean;
}

interface UplinkSocket {
  readonly link: LinkId;
  open: boolean;
}

const epoch2026 = Date.UTC(2026, 0, 15, 18);

export function createWorld(seed: number, firstSite: Site): World {
  const schedule = createSchedule();
  const chance = createChance(seed);
  const disk = createDisk(schedule, chance);
  let site = firstSite;
  const stationSockets: (StationSocket | undefined)[] = [];
  const uplinkSockets = new Map<UplinkId, UplinkSocket>();
  const uplinksUp = new Map<UplinkId, boolean>(site.uplinks.map(({ id }) => [id, true]));
  const csms = new Map<UplinkId, Csms>(
    site.uplinks.map(({ id }) => [
      id,
      createCsms({ answerAfterMs: 40, silent: false, losesAnswers: 0, fraction: chance.fraction }),
    ]),
  );
  let links = 0;
  let wakeToken = 0;
  const nowOf = () => ({ mono: schedule.now(), utc: epoch2026 + schedule.now() });
  const stations = firstSite.stations.map(({ id, evses, sampleSeconds }) =>
    createStation({ id, evses: evses.length, ratingAmps: 32, sampleSeconds, random: chance, callTimeoutMs: 30_000, newIdOnRetry: Number(id.slice(-1)) % 3 === 0 }),
  );
  const judge = createJudge(disk, stations, () => site, schedule.now);
  const netMs = () => chance.between(1, 30);

  // ---- stations

  const wakes = stations.map(() => 0);
  function stationEvent(at: number, event: StationEvent): void {
    const station = stations[at]!;
    for (const action of station.step(event, nowOf())) stationAction(at, action);
    const token = (wakes[at]! += 1);
    const when = station.wakeAt();
    if (when < Infinity) schedule.at(when, () => wakes[at] === token && stationEvent(at, { kind: 'wake' }));
  }

  function stationAction(at: number, action: StationAction): void {
    if (action.kind === 'connect') return void schedule.after(netMs(), () => connectStation(at));
    if (action.kind === 'disconnect') return closeStation(at, false);
    const socket = stationSockets[at];
    if (socket?.open === true) deliver(socket, () => world.process?.driver.offer({ kind: 'frame', link: socket.link, text: action.text }));
  }

  function connectStation(at: number): void {
    if (world.process === undefined) return void schedule.after(500, () => stationEvent(at, { kind: 'closed' }));
    const station = stations[at]!;
    const admission = world.process.driver.admit({
      path: `/${station.id}`,
      subprotocols: ['ocpp1.6'],
      remoteAddress: '127.0.0.1',
      paths: ['/*'],
      secure: false,
    });
    if (admission.kind !== 'admit') return void schedule.after(500, () => stationEvent(at, { kind: 'closed' }));
    const socket: StationSocket = { link: `s${(links += 1)}` as LinkId, open: true };
    stationSockets[at] = socket;
    world.process.driver.offer({
      kind: 'linkUp',
      link: socket.link,
      peer: { kind: 'station', station: admission.station, version: admission.version },
    });
    stationEvent(at, { kind: 'opened' });
  }

  /** `tell`: the station notices at once; otherwise only the gateway does. */
  function closeStation(at: number, tell: boolean): void {
    const socket = stationSockets[at];
    if (socket === undefined || !socket.open) return;
    socket.open = false;
    schedule.after(netMs(), () => world.process?.driver.offer({ kind: 'linkDown', link: socket.link, code: 1006, reason: '' }));
    if (tell) schedule.after(netMs(), () => stationSockets[at] === socket && stationEvent(at, { kind: 'closed' }));
  }

  // Frames of one socket arrive in order: each not before the one that left before it.
  const arrivals = new Map<object, number>();
  function deliver(socket: { open: boolean }, arrive: () => void): void {
    const when = Math.max(schedule.now() + netMs(), arrivals.get(socket) ?? 0);
    arrivals.set(socket, when);
    schedule.at(when, () => socket.open && arrive());
  }

  // ---- uplinks

  function csmsEvent(id: UplinkId, event: Parameters<Csms['step']>[0]): void {
    const system = csms.get(id)!;
    for (const action of system.step(event, nowOf())) csmsAction(id, action);
    const when = system.wakeAt();
    if (when < Infinity) schedule.at(when, () => csmsFlush(id));
  }

  function csmsFlush(id: UplinkId): void {
    for (const action of csms.get(id)!.step({ kind: 'wake' }, nowOf())) csmsAction(id, action);
  }

  function csmsAction(id: UplinkId, action: ReturnType<Csms['step']>[number]): void {
    const socket = uplinkSockets.get(id);
    if (socket?.open !== true || action.kind !== 'send') return;
    deliver(socket, () => world.process?.driver.offer({ kind: 'frame', link: socket.link, text: action.text }));
  }

  function openUplink(id: UplinkId, process: Process): void {
    if (world.process !== process || uplinkSockets.get(id)?.open === true) return;
    if (uplinksUp.get(id) !== true) {
      process.driver.offer({ kind: 'linkFailed', uplink: id, reason: 'refused' });
      return;
    }
    const socket: UplinkSocket = { link: `u${(links += 1)}` as LinkId, open: true };
    uplinkSockets.set(id, socket);
    csmsEvent(id, { kind: 'opened' });
    process.driver.offer({ kind: 'linkUp', link: socket.link, peer: { kind: 'uplink', uplink: id, version: '1.6' } });
  }

  function closeUplink(id: UplinkId): void {
    const socket = uplinkSockets.get(id);
    if (socket?.open !== true) return;
    socket.open = false;
    csmsEvent(id, { kind: 'closed' });
    schedule.after(netMs(), () => world.process?.driver.offer({ kind: 'linkDown', link: socket.link, code: 1006, reason: '' }));
  }

  // ---- the gateway

  function outletOf(process: () => Process): Outlet {
    return {
      send: (send) => carry(send, process()),
      want: (wanted) => want(wanted, process()),
      resume: () => undefined,
    };
  }

  function want(wanted: readonly WantedLink[], process: Process): void {
    for (const { uplink } of wanted) schedule.after(netMs(), () => openUplink(uplink, process));
    const named = new Set(wanted.map(({ uplink }) => uplink));
    for (const id of uplinkSockets.keys()) if (!named.has(id)) closeUplink(id);
  }

  function carry(send: Exclude<Send, { kind: 'read' | 'recall' }>, process: Process): void {
    if (world.process !== process && world.process !== undefined) return;
    if (send.kind === 'answer') return;
    const at = stationSockets.findIndex((socket) => socket?.link === send.link);
    if (at >= 0) {
      const socket = stationSockets[at]!;
      if (send.kind === 'close') return closeStation(at, true);
      judge.toStation(stations[at]!.id, send.text, send.overtakes === true);
      return deliver(socket, () => stationEvent(at, { kind: 'frame', text: send.text }));
    }
    for (const [id, socket] of uplinkSockets) {
      if (socket.link !== send.link) continue;
      if (send.kind === 'close') return closeUplink(id);
      judge.toCsms(send.text);
      return deliver(socket, () => csmsEvent(id, { kind: 'frame', text: send.text }));
    }
  }

  function boot(): void {
    if (world.process !== undefined) return;
    const { opened, journal } = disk.open();
    let recovered: Recovered;
    try {
      recovered = recover(opened);
    } catch (error) {
      return judge.failed(`the gateway cannot come up: ${String(error)}`);
    }
    if (!disk.poisoned) judge.replayed(recovered.ledger);
    const gateway = createGateway({ ...recovered, random: chance, firmware: 'sim', disk: 'ok', factsPerSnapshot: 7 });
    const events = { driver: undefined as Driver | undefined };
    const process: Process = {
      gateway,
      recovered,
      driver: createDriver({
        gateway,
        journal: journal({
          onDurable: () => events.driver?.onDurable(),
          onDisk: (state, detail) => events.driver?.onDisk(state, detail),
          onRows: (...rows) => events.driver?.onRows(...rows),
        }),
        outlet: outletOf(() => process),
        clock: {
          mono: () => mono(schedule.now()),
          utc: () => utc(epoch2026 + schedule.now()),
          wakeAt(when, wake) {
            const token = (wakeToken += 1);
            if (when < Infinity) schedule.at(when, () => token === wakeToken && world.process === process && wake());
          },
        },
        fail: (failure) => failed(failure),
        observe(facts) {
          const isFull = gateway.state.live.disk !== 'ok';
          const taken = facts.find((fact) => 'delivery' in fact);
          if (isFull && taken !== undefined) judge.failed(`${taken.kind} was taken without a disk`);
        },
      }),
    };
    events.driver = process.driver;
    world.process = process;
    process.driver.start(site);
  }

  function failed(failure: Failure): void {
    if (failure.kind === 'thrown') judge.failed(`the core threw ${String((failure.error as Error).stack)}`);
    kill(1000);
  }

  function kill(downMs: number): void {
    if (world.process === undefined) return;
    world.process = undefined;
    disk.crash();
    stationSockets.forEach((_, at) => closeStation(at, chance.happens(0.8)));
    for (const id of uplinkSockets.keys()) closeUplink(id);
    schedule.after(downMs, boot);
  }

  /** What must hold inside: a limit that lowers never waits behind something that waits for the disk. */
  function peek(): void {
    judge.look();
    const process = world.process;
    if (process === undefined) return;
    const durable = process.driver.durable();
    for (const { id, session } of process.gateway.state.links.values()) {
      const { current } = session;
      if (current === undefined || current.barrier <= durable) continue;
      if (session.waiting.some(({ context }) => context.kind === 'limit' && context.lowers))
        judge.failed(`on ${id} a lower limit waits for ${current.call.action}, which waits for the disk`);
    }
    const waiting = process.gateway.state.ledger.head - durable;
    if (waiting > 400) judge.failed(`${waiting} facts wait for the disk`);
  }

  const world: World = {
    peek,
    schedule,
    chance,
    disk,
    stations,
    csms,
    judge,
    site: () => site,
    process: undefined,
    kill,
    boot,
    station: stationEvent,
    dropStation: (at) => closeStation(at, chance.happens(0.5)),
    setUplink(id, up) {
      uplinksUp.set(id, up);
      if (!up) closeUplink(id);
    },
    askCsms(id, action, payload) {
      for (const act of csms.get(id)!.call(action, payload)) csmsAction(id, act);
    },
    changeSite(next) {
      site = next;
      world.process?.driver.offer({ kind: 'siteFile', site: next });
    },
  };
  return world;
}

