// Puts the gateway together: the core in the middle, one adapter for each thing that it touches. The only place besides
// `main` that knows both sides.

import { dirname, join } from 'node:path';
import { openOwnStore } from '../../adapters/certificates/own-store.ts';
import { crcHash } from '../../adapters/hash/crc.ts';
import { createClock, systemRandom } from '../../adapters/clock/clock.ts';
import { lastKnownTime } from '../../adapters/clock/last-known.ts';
import type { RunRecord } from '../../adapters/files/run-record.ts';
import { beginRun } from '../../adapters/files/run-record.ts';
import { createAsks } from '../../adapters/http/asks.ts';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { JournalOptions } from '../../adapters/sqlite-journal/options.ts';
import { sealing } from '../../adapters/seal/seal.ts';
import { connectFeed } from '../../adapters/mqtt-client/feed.ts';
import { createUplinkClient } from '../../adapters/ws-client/client.ts';
import { trustIn } from '../../adapters/ws-client/trust.ts';
import type { Trace } from '../../adapters/trace/trace.ts';
import { createTrace } from '../../adapters/trace/trace.ts';
import type { StationServer } from '../../adapters/ws-server/server.ts';
import { createStationServer } from '../../adapters/ws-server/server.ts';
import { knownUtc } from '../core/clock/clock.ts';
import type { Driver, Failure } from '../core/driver.ts';
import { createDriver } from '../core/driver.ts';
import type { Gateway } from '../core/gateway.ts';
import { createGateway } from '../core/gateway.ts';
import type { Clock } from '../core/ports.ts';
import type { JournalEvents } from '../core/ports/journal.ts';
import { recover } from '../core/recover.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { StationId } from '../model/ids.ts';
import type { Api } from './api.ts';
import { createApi } from './api.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import type { CertificateKeeper, KeeperParts } from './certificate-keeper.ts';
import { createCertificateKeeper, logFailed } from './certificate-keeper.ts';
import type { Core } from './core-asks.ts';
import type { EventFeed } from './event-feed.ts';
import { createEventFeed } from './event-feed.ts';
import { stuckOf } from './health.ts';
import { collectSeldom, watchHeap } from './heap-watch.ts';
import { startLoopWatch } from './loop-watch.ts';
import { createWorkers, lateOutlet, outletTo } from './outlet.ts';
import { passKeyDown } from './station-key-change.ts';
import type { SharedModbus } from './modbus-server.ts';
import { shareModbus } from './modbus-server.ts';
import { reportRecovery, reportUntold } from './recovery-report.ts';
import { settleLater } from './settle.ts';
import type { SiteKeeper } from './site-keeper.ts';
import type { SiteFileInForce } from './stations-desk.ts';
import { createStationsDesk, stationKeysIn } from './stations-desk.ts';
import type { Store } from './store.ts';
import { nothingStored, openStore, withRetention } from './store.ts';
import { tellPeople } from './tell-people.ts';
import type { WatchedDevices } from './device-keeper.ts';
import { createDeviceKeeper, watchedDevices } from './device-keeper.ts';
import { builtAt, version } from './version.ts';

export interface RunningGateway {
  readonly stationPorts: readonly number[];
  readonly apiPort: number;
  /** That of the API for others; undefined while it is closed. */
  readonly lanPort: () => number | undefined;
  /** Undefined where stations fetch no files. */
  readonly filesPort: number | undefined;
  /** Undefined where there is no Modbus server. */
  readonly modbusPort: number | undefined;
  readonly gateway: Gateway;
  readonly driver: Driver;
  /** Takes a new site file. */
  change(config: GatewayConfig): void;
  /** Set where there is a site file to follow. */
  readonly keeper: SiteKeeper | undefined;
  readonly devices: WatchedDevices;
  /** Why the process is stuck, so that a supervisor should start another; none while it is alive. */
  readonly stuck: () => readonly string[];
  /** Stops accepting, finishes the commits, closes with 1001. */
  stop(): Promise<void>;
}

export interface ComposeOptions {
  readonly log: Log;
  /** The process must end; called once. */
  readonly onFailure: (failure: Failure) => void;
  readonly journal?: JournalOptions;
  /** The file that the site came from; without one nobody can change it. */
  readonly siteFile?: SiteFileInForce;
  /** False where many starts in a minute are meant: no safe mode then. */
  readonly countStarts?: boolean;
  /** That of the computer when absent. */
  readonly clock?: Clock;
}

export async function compose(config: GatewayConfig, options: ComposeOptions): Promise<RunningGateway> {
  const { log, clock = createClock() } = options;
  const { record, store, keys, own, gateway, time, devices } = recoverGateway(config, options, clock);
  const late: Late = {};
  const { loop, unwatch } = startWatches(options);
  const metrics = gatewayMetrics({ gateway, store, loop, durable: () => late.driver?.durable() ?? 0 });
  const feed = createEventFeed(createEventStream(store.opened.head));
  const driver = createDriver({
    gateway,
    journal: store.start(journalEvents(late, config.data.dir, log, feed)),
    outlet: lateOutlet(() => outlet),
    clock,
    fail: (failure) => failedWith(failure, record, options),
    observe(facts, first) {
      metrics.count(facts);
      desk.observe(facts);
      tellPeople(facts, first, { time, feed, log });
    },
  });
  late.driver = driver;

  const asks = createAsks(driver);
  const change = (next: GatewayConfig): void => takeConfig(next, certificates, { store, trace, late }, keys, driver);
  const desk = deskFor(options, record, keys, asks.ask, change);
  const certificates = keeperFor(config, options, clock, late, (at, tls) => stations.show(at, tls));
  const trace = createTrace(join(config.data.dir, 'trace'), config.retention?.traceDays);
  const stations = createStationServer(certificates.listeners, driver, desk.witness, logFailed(log), undefined, trace);
  const uplinks = createUplinkClient(driver, trustIn(own), connectFeed, trace);
  const health = { gateway, driver, loop, clock, journalFailure: () => late.journalFailure };
  const api = (late.api = createApi({
    asks,
    ...{ folder: folderOf(options), stations: desk.console, files: desk.files },
    ...{ ...health, store, metrics, trace, log },
    ...{ addressOf: stations.addressOf, config: () => late.config ?? config },
    events: feed.stream,
    ...{ modbusServer: () => late.shared?.view(), heldCertificates: certificates.held },
  }));
  const workers = createWorkers(driver, log, config, own);
  const outlet = outletTo(stations, uplinks, asks, workers, keysFor(keys, asks.ask, log), store.keepMinute);

  driver.start(config.site, config.tokens);
  for (const one of [desk, certificates]) one.start();
  const ports = { ...(await listen(stations, api)), filesPort: await workers.firmware.listen() };
  const shared = (late.shared = await shareModbus(config.modbusServer, asks, log));
  const settle = settleLater(record);
  return {
    ...ports,
    modbusPort: shared.port,
    gateway,
    driver,
    change,
    keeper: desk.keeper,
    devices: watchedDevices(devices, driver),
    stuck: () => stuckOf(health),
    async stop() {
      for (const end of [settle, time.stop, unwatch, certificates.stop]) end();
      await Promise.all([api.stop(), shared.stop()]);
      await desk.stop();
      reportUntold(await driver.leave(), log);
      workers.meters.close();
      await workers.firmware.stop();
      await driver.stop();
      await Promise.all([workers.bus.close(), workers.planner.close()]);
      uplinks.stop();
      await stations.stop();
      await trace.close();
    },
  };
}

/** New keys from above go down to stations. */
function keysFor(keys: ReturnType<typeof stationKeysIn>, core: Core, log: Log) {
  return (station: StationId, key: string): void => void passKeyDown(keys, core, log, station, key);
}

function keeperFor(
  config: GatewayConfig,
  options: ComposeOptions,
  clock: Clock,
  late: Late,
  show: KeeperParts['show'],
): CertificateKeeper {
  return createCertificateKeeper({
    config,
    dir: folderOf(options),
    now: () => clock.utc(),
    log: options.log,
    say: (standing) => late.driver?.offer({ kind: 'certificates', standing }),
    show,
    others: () => late.api?.alarms() ?? [],
  });
}

function deskFor(
  { siteFile, log }: ComposeOptions,
  { safeMode, forgive }: RunRecord,
  keys: ReturnType<typeof stationKeysIn>,
  core: Core,
  apply: (config: GatewayConfig) => void,
) {
  return createStationsDesk({ siteFile, keys, core, log, safeMode, apply, forgive });
}

/** Where the files lie that the site file names. */
const folderOf = ({ siteFile }: ComposeOptions): string => (siteFile === undefined ? '.' : dirname(siteFile.path));

async function listen(stations: StationServer, api: Api) {
  const stationPorts = await stations.listen();
  return { stationPorts, apiPort: await api.listen(), lanPort: api.lanPort };
}

/** Takes up where the last run ended; in safe mode, from nothing. */
function recoverGateway(config: GatewayConfig, options: ComposeOptions, clock: Clock) {
  const { log, journal, countStarts, siteFile } = options;
  const record = beginRun(config.data.dir, Date.now(), countStarts ?? true);
  const { safeMode, quarantined } = record;
  if (safeMode !== undefined) log.error('BB_SAFE_MODE', safeMode);
  const store =
    safeMode === undefined ? openStore(config.data.dir, log, withRetention(journal, config.retention)) : nothingStored;
  const recovered = recover(store.opened);
  reportRecovery(recovered, store.opened, log);
  const keys = stationKeysIn(config.data.dir, config, log);
  const time = lastKnownTime(config.data.dir, () => knownUtc(gateway.state, clock.utc()));
  const devices = createDeviceKeeper(siteFile?.path, log);
  const gateway = createGateway({
    ...recovered,
    random: systemRandom,
    hash: crcHash,
    keyring: keys,
    sealing,
    firmware: version,
    drivers: devices.of,
    disk: safeMode === undefined ? 'ok' : 'absent',
    quarantined,
    clock: { builtAt, ...(time.found !== undefined && { lastKnown: time.found }) },
    ...(safeMode !== undefined && { safeMode }),
  });
  const own = openOwnStore(config.data.dir, folderOf(options));
  return { record, store, keys, own, gateway, time, devices };
}

function takeConfig(
  config: GatewayConfig,
  certificates: Pick<CertificateKeeper, 'follow'>,
  { store, trace, late }: { readonly store: Store; readonly trace: Trace; readonly late: Late },
  keys: ReturnType<typeof stationKeysIn>,
  to: Driver,
): void {
  const { site, tokens, stationKeys, retention } = config;
  late.config = config;
  certificates.follow(config);
  store.keep(retention);
  trace.keep(retention?.traceDays);
  keys.configure(stationKeys ?? new Map());
  to.offer({ kind: 'siteFile', site, ...(tokens !== undefined && { tokens }) });
}

/** What comes into being after those who need it. */
interface Late {
  api?: Api;
  driver?: Driver;
  shared?: SharedModbus;
  /** The site file that took the place of the first. */
  config?: GatewayConfig;
  journalFailure?: string | undefined;
}

/** Tells people of trouble with the disk in `dir`, and the driver of everything. */
function journalEvents(late: Late, dir: string, log: Log, feed: EventFeed): JournalEvents {
  return {
    onDurable() {
      late.driver?.onDurable();
      feed.release(late.driver?.durable() ?? 0);
    },
    onDisk(state, detail) {
      late.journalFailure = state === 'failed' ? detail : undefined;
      if (state === 'ok') log.info('BB_DISK_OK', 'The disk has room again; transactions are taken.');
      else
        log.error(`BB_DISK_${state === 'readOnly' ? 'READ_ONLY' : state.toUpperCase()}`, diskText(state, detail, dir));
      late.driver?.onDisk(state, detail);
    },
    onRows: (...rows) => late.driver?.onRows(...rows),
  };
}

const diskText = (state: 'full' | 'readOnly' | 'failed', detail: string, dir: string): string =>
  state === 'failed'
    ? `The journal failed (${detail}). The gateway ends and starts again; check the disk of ${dir}.`
    : `The disk of ${dir} takes no more (${detail}). Transactions are not acknowledged until there is room; limits hold. Free some space.`;

/** Of the event loop and of the heap. */
function startWatches(options: ComposeOptions) {
  collectSeldom();
  const loop = startLoopWatch();
  const unwatchHeap = endBeforeHeapIsFull(options);
  const unwatch = (): void => {
    loop.stop();
    unwatchHeap();
  };
  return { loop, unwatch };
}

/** Returns what ends the watch. */
function endBeforeHeapIsFull({ log, onFailure }: ComposeOptions): () => void {
  return watchHeap((used, limit) => {
    const detail = `the heap holds ${Math.round(used / 1e6)} of ${Math.round(limit / 1e6)} MB`;
    log.error(
      'BB_HEAP_FULL',
      `The gateway ends and starts again: ${detail}. Give it more memory, or look for what grows.`,
    );
    onFailure({ kind: 'journal', detail });
  });
}

function failedWith(failure: Failure, record: RunRecord, options: ComposeOptions): void {
  if (failure.kind === 'thrown') {
    const text =
      failure.error instanceof Error ? (failure.error.stack ?? failure.error.message) : String(failure.error);
    options.log.error('BB_CORE_FAILED', `The core failed and the gateway starts again: ${text}`, {
      peer: failure.peer,
    });
    if (failure.peer !== undefined) record.leaveCrumb(failure.peer, failure.error);
  }
  options.onFailure(failure);
}
