// A depot in virtual time around the real core and the real driver: stations, a central system, a disk and a network that
// fail as the plan says, and judges that look at every step.

import type { Csms, CsmsOptions } from '../peers/csms.ts';
import { createCsms } from '../peers/csms.ts';
import { createStation } from '../peers/station.ts';
import { endProfiles } from '../peers/station-profiles.ts';
import type { SimStation, StationEvent } from '../peers/station-types.ts';
import { csmsTongue } from '../peers/csms-tongue.ts';
import { stationTongue } from '../peers/station-tongue.ts';
import type { Driver, Failure } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Purpose } from '../../src/core/links.ts';
import type { Clock, Outlet } from '../../src/core/ports.ts';
import type { Recovered } from '../../src/core/recover.ts';
import { recover } from '../../src/core/recover.ts';
import type { Site, Station } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { UplinkId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import type { Call } from '../../src/ocpp/session.ts';
import { createCsmsSide } from './csms-side.ts';
import type { Broker } from './broker-side.ts';
import type { Desk } from './desk.ts';
import { newDesk } from './desk.ts';
import type { Disk } from './disk.ts';
import { createDisk } from './disk.ts';
import type { Habits } from './habits.ts';
import { habitsOf } from './habits.ts';
import type { Judge } from './judge.ts';
import { createJudge } from './judge.ts';
import { createNetwork } from './network.ts';
import { plainSealing } from './plain-seal.ts';
import type { Chance, Schedule } from './schedule.ts';
import { createChance, createSchedule } from './schedule.ts';
import { createStationSide } from './station-side.ts';
import { createUpstream } from './upstream.ts';
import { stationVersion } from './versions.ts';

export interface Process {
  readonly gateway: Gateway;
  readonly driver: Driver;
}

export interface World {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly disk: Disk;
  readonly stations: readonly SimStation[];
  readonly csms: ReadonlyMap<UplinkId, Csms>;
  readonly brokers: ReadonlyMap<UplinkId, Broker>;
  /** That of the brokers. */
  readonly luck: Chance;
  readonly judge: Judge;
  /** Looks at everything that must hold at every moment. */
  peek(): void;
  readonly site: () => Site;
  readonly process: () => Process | undefined;
  /** Kills the gateway; it comes up again after `downMs`. */
  kill(downMs: number): void;
  boot(): void;
  station(at: number, event: StationEvent): void;
  /** The clock of the gateway's computer is wrong by so much from now on; stations and central systems have the right time. */
  setClockError(ms: number): void;
  dropStation(at: number): void;
  tearStation(at: number): void;
  /** Its cable is out for so long. */
  cutStation(at: number, ms: number): void;
  readonly habits: readonly Habits[];
  readonly ask: Desk['ask'];
  setUplink(id: UplinkId, up: boolean): void;
  setBroker(id: UplinkId, up: boolean): void;
  /** The connection to it breaks. */
  dropBroker(id: UplinkId): void;
  /** The time of day, in milliseconds of the epoch. */
  readonly utc: () => number;
  askCsms(id: UplinkId, action: string, payload: object): void;
  changeSite(site: Site): void;
}

function stationOf({ id, evses, sampleSeconds }: Station, habits: Habits, random: Chance): SimStation {
  const { model, repeatsAnew: newIdOnRetry, left: profiles, refuses } = habits;
  const about = { id, evses: evses.length, ratingAmps: 32, sampleSeconds, random };
  return createStation({ ...about, model, newIdOnRetry, profiles, refuses });
}

/** What relayed stations speak with is one central system with one mood, and books for each of them. */
function systemsOf({ uplinks }: Site, { fraction }: Chance): Map<UplinkId, Csms> {
  const newOptions = (): CsmsOptions => ({
    ...{ answerAfterMs: 40, silent: false, losesAnswers: 0, blocks: new Set<string>(), fraction },
  });
  const common = newOptions();
  const ofOcpp = uplinks.filter(({ kind }) => kind === 'ocpp');
  return new Map(ofOcpp.map(({ id, mode }) => [id, createCsms(mode === 'relay' ? common : newOptions())]));
}

/** Each speaks its own version; what it breaks of that is in its books. */
const tonguesOf = ({ uplinks }: Site, csms: ReadonlyMap<UplinkId, Csms>) =>
  new Map(
    uplinks.map(({ id, version }) => [
      id,
      csmsTongue(version, (what) => void csms.get(id)!.books.violations.push(what)),
    ]),
  );

/** Whoever means the central system of relayed stations means the connection of one of them, or of each. */
function addressesOf({ uplinks }: Site, csms: Map<UplinkId, Csms>) {
  const relayed = uplinks.filter(({ mode }) => mode === 'relay').map(({ id }) => id);
  if (relayed.length > 0) csms.set('csms' as UplinkId, csms.get(relayed[0]!)!);
  const isAll = (id: UplinkId): boolean => id === 'csms' && relayed.length > 0;
  return {
    idFor: (id: UplinkId, at: number): UplinkId => (isAll(id) ? (relayed[at] ?? relayed[0]!) : id),
    allOf: (id: UplinkId): readonly UplinkId[] => (isAll(id) ? relayed : [id]),
  };
}

/** Each by its own clock. */
function endLimits(stations: readonly SimStation[], habits: readonly Habits[], utcMs: number): void {
  for (const [at, { evses }] of stations.entries())
    if (habits[at]!.endsLimits) endProfiles(evses[0]!.profiles, utcMs + habits[at]!.clockErrorMs);
}

export function createWorld(seed: number, firstSite: Site): World {
  const [schedule, chance] = [createSchedule(), createChance(seed)];
  const disk = createDisk(schedule, chance);
  let process: Process | undefined;
  let [site, clockErrorMs] = [firstSite, 0];
  const driver = (): Driver | undefined => process?.driver;
  const network = createNetwork(schedule, chance, driver, (what) => judge.failed(what));
  const [csms, desk] = [systemsOf(site, chance), newDesk(driver)];
  const habits = firstSite.stations.map((station, at) => habitsOf(station, at, seed));
  const stations = firstSite.stations.map((station, at) => stationOf(station, habits[at]!, chance));
  const stationTongues = stations.map(({ id }, at) => stationTongue(stationVersion(seed, at), id, at + 1));
  const csmsTongues = tonguesOf(site, csms);
  const { idFor, allOf } = addressesOf(site, csms);
  const judge = createJudge(disk, stations, () => site, { mono: schedule.now, utc: () => network.now().utc, habits });
  const stationSide = createStationSide(stations, stationTongues, schedule, network, driver, habits);
  const csmsSide = createCsmsSide(csms, csmsTongues, schedule, network, driver);
  const upstream = createUpstream(seed, firstSite.uplinks, csmsSide, schedule, network, driver);

  const outletOf = (mine: () => Process): Outlet => ({
    send(send) {
      if ((process !== undefined && process !== mine()) || isForNobody(send)) return;
      if (send.kind === 'answer') return desk.answered(send);
      if (send.kind === 'upload') return uploadLater(send.upload, mine());
      if (send.kind === 'publish') return void upstream.publish(send);
      if (send.kind === 'minute') return;
      const at = stationSide.placeOf(send.link);
      if (send.kind === 'close') return at >= 0 ? stationSide.close(at, true) : upstream.closeLink(send.link);
      if (at >= 0) {
        const { fromWire, eventOf } = stationTongues[at]!;
        judge.toStation(stations[at]!.id, fromWire(send.text), send.overtakes === true, eventOf(idIn(send.text)));
        stationSide.toStation(at, send.text);
      } else {
        const id = csmsSide.idOf(send.link)!;
        if (csmsSide.toCsms(send.link, send.text)) judge.toCsms(csmsTongues.get(id)!.fromWire(send.text));
      }
    },
    want: (wanted) => upstream.want(wanted, mine().driver),
    resume: network.resume,
  });

  const uploadLater = (upload: string, mine: Process): void =>
    schedule.after(2000, () => {
      if (process === mine) mine.driver.offer({ kind: 'uploaded', upload, outcome: { ok: true } });
    });

  function boot(): void {
    if (process !== undefined) return;
    const { opened, journal } = disk.open();
    let recovered: Recovered;
    try {
      recovered = recover(opened);
    } catch (error) {
      return judge.failed(`the gateway cannot come up: ${String(error)}`);
    }
    if (!disk.poisoned) judge.replayed(recovered.ledger);
    const gateway = createGateway({
      ...recovered,
      random: chance,
      sealing: plainSealing,
      firmware: 'sim',
      disk: 'ok',
      factsPerSnapshot: 7,
      clock: { builtAt: utc(Date.UTC(2026, 0, 1)) },
    });
    const late: { process?: Process } = {};
    const mine: Process = {
      gateway,
      driver: createDriver({
        gateway,
        journal: journal({
          onDurable: () => late.process?.driver.onDurable(),
          onDisk(state, detail) {
            late.process?.driver.onDisk(state, detail);
            if (state === 'failed' && process === late.process) judge.failed('an I/O error did not end the process');
          },
          onRows: (...rows) => late.process?.driver.onRows(...rows),
        }),
        outlet: outletOf(() => mine),
        clock: clockOf(() => mine),
        fail: failed,
        observe: (facts) => watchDisk(gateway, facts),
      }),
    };
    late.process = mine;
    process = mine;
    mine.driver.start(site);
  }

  function clockOf(mine: () => Process): Clock {
    let tokens = 0;
    return {
      mono: () => mono(schedule.now()),
      utc: () => utc(network.now().utc + clockErrorMs),
      wakeAt(when, wake) {
        const token = (tokens += 1);
        if (when < Infinity) schedule.at(when, () => token === tokens && process === mine() && wake());
      },
    };
  }

  function watchDisk(gateway: Gateway, facts: readonly Fact[]): void {
    const taken = gateway.state.live.disk === 'ok' ? undefined : facts.find((fact) => 'delivery' in fact);
    if (taken !== undefined) judge.failed(`${taken.kind} was taken without a disk`);
  }

  /** A journal that fails ends the process, as it should; a core that throws is a finding. */
  function failed(failure: Failure): void {
    if (failure.kind === 'thrown') judge.failed(`the core threw ${String((failure.error as Error).stack)}`);
    kill(1000);
  }

  function kill(downMs: number): void {
    if (process === undefined) return;
    process = undefined;
    disk.crash();
    judge.crashed();
    stationSide.closeAll(() => chance.happens(0.8));
    upstream.closeAll();
    schedule.after(downMs, boot);
  }

  return {
    schedule,
    chance,
    disk,
    stations,
    csms,
    ...upstream.shown,
    judge,
    peek() {
      endLimits(stations, habits, network.now().utc);
      judge.look();
      if (process !== undefined) peekInside(process, judge);
    },
    site: () => site,
    process: () => process,
    kill,
    boot,
    station: stationSide.event,
    setClockError: (ms) => void (clockErrorMs = ms),
    dropStation: (at) => stationSide.close(at, chance.happens(0.5)),
    tearStation: stationSide.tear,
    cutStation: stationSide.cut,
    habits,
    ask: desk.ask,
    setUplink: (id, up) => allOf(id).forEach((one) => csmsSide.setUp(one, up)),
    utc: () => network.now().utc,
    askCsms(named, action, payload) {
      const { connectorId } = payload as { connectorId?: number };
      const id = idFor(named, (connectorId ?? 1) - 1);
      const isRelay = id !== named;
      const own = isRelay && (connectorId ?? 0) > 0 ? { ...payload, connectorId: 1 } : payload;
      const actions = csms.get(id)!.call(action, own);
      for (const one of actions) if (one.kind === 'send') judge.asked(one.text, isRelay);
      csmsSide.act(id, actions);
    },
    changeSite(next) {
      site = next;
      driver()?.offer({ kind: 'siteFile', site: next });
    },
  };
}

const idIn = (text: string): string => (JSON.parse(text) as [number, string])[1];

/** More than any burst of a small depot; more means that something is taken in without bound. */
const mostWaiting = 400;

const isLower = ({ context }: Call<Purpose>): boolean => context.kind === 'limit' && context.lowers;

/** A limit that lowers never waits behind something that waits for the disk, and what waits is bounded. */
function peekInside({ gateway, driver }: Process, judge: Judge): void {
  const durable = driver.durable();
  for (const { id, session } of gateway.state.links.values()) {
    const { current } = session;
    // Before the epoch is durable nothing leaves: then one lower limit may wait behind another of the same station.
    if (current === undefined || current.barrier <= durable || isLower(current.call)) continue;
    if (session.waiting.some(isLower))
      judge.failed(`on ${id} a lower limit waits for ${current.call.action}, which waits for the disk`);
  }
  const waiting = gateway.state.ledger.head - durable;
  if (waiting > mostWaiting) judge.failed(`${waiting} facts wait for the disk`);
}

type Sent = Parameters<Outlet['send']>[0];

/** Nobody here has a bus, plans, fetches firmware, or keeps keys. */
const forNobody = ['bus', 'certificate', 'plan', 'fetchFile', 'dropFile', 'changeStationKey'] as const;

const isForNobody = (send: Sent): send is Extract<Sent, { kind: (typeof forNobody)[number] }> =>
  forNobody.some((kind) => kind === send.kind);
