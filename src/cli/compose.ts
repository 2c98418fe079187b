// Puts the gateway together: the core in the middle, one adapter for each thing that it touches. The only place besides
// `main` that knows both sides.

import { createClock, systemRandom } from '../../adapters/clock/clock.ts';
import { noJournal } from '../../adapters/files/no-journal.ts';
import type { RunRecord } from '../../adapters/files/run-record.ts';
import { beginRun } from '../../adapters/files/run-record.ts';
import type { Session, SessionQuery } from '../../adapters/history/session.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import type { SqliteJournal } from '../../adapters/sqlite-journal/client.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import type { JournalOptions } from '../../adapters/sqlite-journal/options.ts';
import { createUplinkClient } from '../../adapters/ws-client/client.ts';
import { createStationServer } from '../../adapters/ws-server/server.ts';
import type { Driver, Failure } from '../core/driver.ts';
import { createDriver } from '../core/driver.ts';
import type { Gateway } from '../core/gateway.ts';
import { createGateway } from '../core/gateway.ts';
import type { Journal, JournalEvents, Opened, Outlet } from '../core/ports.ts';
import { noIdentity, recover } from '../core/recover.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import { row } from '../model/ids.ts';
import { watchHeap } from './heap-watch.ts';
import { startLoopWatch } from './loop-watch.ts';
import { version } from './version.ts';

export interface RunningGateway {
  readonly stationPorts: readonly number[];
  readonly apiPort: number;
  readonly gateway: Gateway;
  readonly driver: Driver;
  /** Takes a new site file. */
  change(config: GatewayConfig): void;
  /** Stops accepting, finishes the commits, closes with 1001. */
  stop(): Promise<void>;
}

export interface ComposeOptions {
  readonly log: Log;
  /** The process must end; called once. */
  readonly onFailure: (failure: Failure) => void;
  readonly journal?: JournalOptions;
  /** False where many starts in a minute are meant: no safe mode then. */
  readonly countStarts?: boolean;
}

/** A run that lasted so long was no part of a crash loop. */
const settledAfterMs = 60_000;

export async function compose(config: GatewayConfig, options: ComposeOptions): Promise<RunningGateway> {
  const { log } = options;
  const record = beginRun(config.data.dir, Date.now(), options.countStarts ?? true);
  if (record.safeMode !== undefined) log.error('BB_SAFE_MODE', record.safeMode);
  const store = record.safeMode === undefined ? openStore(config, options) : nothingStored;
  const recovered = recover(store.opened);
  reportRecovery(recovered, store.opened, log);

  const gateway = createGateway({
    ...recovered,
    random: systemRandom,
    firmware: version,
    disk: record.safeMode === undefined ? 'ok' : 'absent',
    quarantined: record.quarantined,
    ...(record.safeMode !== undefined && { safeMode: record.safeMode }),
  });
  const late: { driver?: Driver } = {};
  const disk = { failed: undefined as string | undefined };
  const journal = store.start({
    onDurable: () => late.driver?.onDurable(),
    onDisk(state, detail) {
      disk.failed = state === 'failed' ? detail : undefined;
      if (state === 'ok') log.info('BB_DISK_OK', 'The disk has room again; transactions are taken.');
      else
        log.error(
          `BB_DISK_${state === 'readOnly' ? 'READ_ONLY' : state.toUpperCase()}`,
          diskText(state, detail, config.data.dir),
        );
      late.driver?.onDisk(state, detail);
    },
    onRows: (...rows) => late.driver?.onRows(...rows),
  });
  const loop = startLoopWatch();
  const unwatchHeap = watchHeap((used, limit) => {
    const detail = `the heap holds ${Math.round(used / 1e6)} of ${Math.round(limit / 1e6)} MB`;
    log.error(
      'BB_HEAP_FULL',
      `The gateway ends and starts again: ${detail}. Give it more memory, or look for what grows.`,
    );
    options.onFailure({ kind: 'journal', detail });
  });
  const metrics = metricsOf(gateway, late, store, loop.delayMs);
  const driver = createDriver({
    gateway,
    journal,
    outlet: lateOutlet(() => outlet),
    clock: createClock(),
    fail: (failure) => failedWith(failure, record, options),
    observe: (facts) => metrics.count(facts),
  });
  late.driver = driver;

  const stations = createStationServer(config.listeners, driver, (admission, knock) => {
    if (admission.kind === 'admit') return;
    const code = admission.kind === 'refuse' ? admission.code : 'BB_STATION_NO_PROTOCOL';
    log.warn(code, admission.reason, { remoteAddress: knock.remoteAddress, path: knock.path.slice(0, 200) });
  });
  const uplinks = createUplinkClient(driver);
  const http = createHttp({
    door: driver,
    unhealthy: () => [
      ...(disk.failed === undefined ? [] : [`the journal failed: ${disk.failed}`]),
      ...(gateway.state.live.disk === 'ok'
        ? []
        : [`the disk is ${gateway.state.live.disk}: no transaction is acknowledged`]),
      ...(loop.delayMs() > 2000 ? [`the loop is ${Math.round(loop.delayMs())} ms late`] : []),
    ],
    unready: () => [
      ...(gateway.state.live.disk === 'ok' ? [] : [`the disk is ${gateway.state.live.disk}`]),
      ...(driver.durable() < gateway.state.epochRow ? ['the journal has not taken the start of this run yet'] : []),
    ],
    metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    transactions: async (query) => (await store.transactions(query as SessionQuery)).map(masked),
  });
  const outlet: Outlet = {
    send(send) {
      if (send.kind === 'answer') return http.answer(send.ask, send.body);
      if (send.kind === 'close')
        return void (
          uplinks.close(send.link, send.code, send.reason) || stations.close(send.link, send.code, send.reason)
        );
      if (send.kind === 'probe') return stations.probe(send.link);
      if (send.link.startsWith('s')) stations.send(send.link, send.text);
      else uplinks.send(send.link, send.text);
    },
    want: uplinks.want,
    resume: stations.resume,
  };

  driver.start(config.site);
  const stationPorts = await stations.listen();
  const apiPort = await http.listen(config.api.host, config.api.port);
  const settle = setTimeout(record.settle, settledAfterMs);
  settle.unref();
  return {
    stationPorts,
    apiPort,
    gateway,
    driver,
    change: (next) => void driver.offer({ kind: 'siteFile', site: next.site }),
    async stop() {
      clearTimeout(settle);
      record.settle();
      loop.stop();
      unwatchHeap();
      await http.stop();
      await driver.stop();
      uplinks.stop();
      await stations.stop();
    },
  };
}

interface Store {
  readonly opened: Opened;
  start(events: JournalEvents): Journal;
  transactions(query: SessionQuery): Promise<readonly Session[]>;
  stats(): { readonly lastCommitMs: number; readonly bytes: number; readonly historyLost: number };
}

function openStore(config: GatewayConfig, options: ComposeOptions): Store {
  const open = openJournal(config.data.dir, options.journal);
  for (const { code, message } of open.warnings) options.log.warn(code, message);
  let journal: SqliteJournal | undefined;
  return {
    opened: open.opened,
    start: (events) => (journal = open.start(events)),
    transactions: (query) => journal?.transactions(query) ?? Promise.resolve([]),
    stats: () => journal?.stats() ?? noStats,
  };
}

const noStats = { lastCommitMs: 0, bytes: 0, historyLost: 0 };

/** Safe mode. */
const nothingStored: Store = {
  opened: { snapshots: [], lines: [], head: row(0), identity: noIdentity },
  start: noJournal,
  transactions: () => Promise.resolve([]),
  stats: () => noStats,
};

const diskText = (state: 'full' | 'readOnly' | 'failed', detail: string, dir: string): string =>
  state === 'failed'
    ? `The journal failed (${detail}). The gateway ends and starts again; check the disk of ${dir}.`
    : `The disk of ${dir} takes no more (${detail}). Transactions are not acknowledged until there is room; limits hold. Free some space.`;

function lateOutlet(outlet: () => Outlet): Outlet {
  return {
    send: (send) => outlet().send(send),
    want: (links) => outlet().want(links),
    resume: (link) => outlet().resume(link),
  };
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

function reportRecovery(recovered: ReturnType<typeof recover>, opened: Opened, log: Log): void {
  if (opened.movedAside !== undefined)
    log.error(
      'BB_JOURNAL_MOVED_ASIDE',
      `The journal was damaged (${opened.movedAside.reason}); it is kept as ${opened.movedAside.path}.`,
    );
  if (recovered.setAside.length > 0)
    log.error(
      'BB_FACT_SET_ASIDE',
      `${recovered.setAside.length} rows of the journal could not be read and were set aside, the first is ${recovered.setAside[0]}.`,
    );
  for (const part of recovered.damaged) log.error('BB_SNAPSHOT_DAMAGED', `The snapshot of ${part} could not be read.`);
}

function metricsOf(gateway: Gateway, late: { driver?: Driver }, store: Store, loopDelayMs: () => number): Metrics {
  const { state } = gateway;
  return createMetrics(
    {
      stations_connected: { help: 'Stations that are connected', read: () => state.stationLinks.size },
      uplinks_connected: {
        help: 'Uplinks that are connected',
        read: () => [...state.uplinks.values()].filter(({ link }) => link !== undefined).length,
      },
      journal_head: { help: 'Row of the last fact', read: () => state.ledger.head },
      journal_durable: { help: 'Row up to which the journal is durable', read: () => late.driver?.durable() ?? 0 },
      journal_bytes: { help: 'Bytes of the journal on disk', read: () => store.stats().bytes },
      journal_commit_ms: { help: 'Milliseconds of the last commit', read: () => store.stats().lastCommitMs },
      history_lost: { help: 'Facts that the history lost', read: () => store.stats().historyLost },
      uplink_rows_behind: {
        help: 'Rows that the slowest uplink has not taken',
        read: () =>
          Math.max(0, ...[...state.ledger.uplinks.values()].map(({ watermark }) => state.ledger.head - watermark)),
      },
      uplink_parked: {
        help: 'Messages that an uplink refused for good',
        read: () => [...state.ledger.uplinks.values()].reduce((sum, { parkedTotal }) => sum + parkedTotal, 0),
      },
      loop_delay_ms: { help: 'How late the loop is', read: loopDelayMs },
    },
    () => state.counters,
  );
}

/** Nobody needs more of a token than its end to know it again. */
function masked({ token, ...session }: Session): object {
  return { ...session, ...(token !== undefined && { tokenEnd: token.slice(-4) }) };
}
