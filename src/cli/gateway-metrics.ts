// The numbers that the gateway shows of itself.

import type { Metrics } from '../../adapters/metrics/metrics.ts';
import type { Labelled, LabelledGauges } from '../../adapters/metrics/metrics.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import type { Gateway } from '../core/gateway.ts';
import type { LineFigures } from '../core/limits/circuit-figures.ts';
import { circuitFigures } from '../core/limits/circuit-figures.ts';
import type { UplinkLive } from '../core/uplink/live.ts';
import { uplinksView } from '../core/uplink/view.ts';
import type { UplinkId } from '../model/ids.ts';
import { doneThrough } from '../uplink/outbox.ts';
import type { LoopWatch } from './loop-watch.ts';
import type { Store } from './store.ts';

export interface MetricSources {
  readonly gateway: Gateway;
  readonly store: Store;
  readonly loop: LoopWatch;
  /** The row up to which the journal is durable. */
  readonly durable: () => number;
}

/** One figure for all of them: a label for each station would be a thousand. */
const ofStations = ({ uplinks }: Gateway['state']): UplinkLive[] =>
  [...uplinks.values()].filter(({ config }) => config.speaksFor !== undefined);

/** What arrived at a broker is recorded now and then, and is not behind. */
function rowsBehind({ ledger, uplinks }: Gateway['state'], id: UplinkId): number {
  const live = uplinks.get(id);
  const recorded = ledger.uplinks.get(id)?.watermark ?? 0;
  return ledger.head - (live?.feed === undefined ? recorded : Math.max(recorded, doneThrough(live.outbox)));
}

export function gatewayMetrics({ gateway, store, loop, durable }: MetricSources): Metrics {
  const { state } = gateway;
  return createMetrics(
    {
      stations_connected: { help: 'Stations that are connected', read: () => state.stationLinks.size },
      uplinks_connected: {
        help: 'Uplinks of the site file that are connected; a relay is one',
        read: () => uplinksView(state).filter(({ connected }) => connected).length,
      },
      relay_connections: {
        help: 'Connections upstream of single stations',
        read: () => ofStations(state).length,
      },
      relay_connections_open: {
        help: 'Connections upstream of single stations that are open',
        read: () => ofStations(state).filter(({ link }) => link !== undefined).length,
      },
      journal_head: { help: 'Row of the last fact', read: () => state.ledger.head },
      journal_durable: { help: 'Row up to which the journal is durable', read: durable },
      journal_bytes: { help: 'Bytes of the journal on disk', read: () => store.stats().bytes },
      journal_commits: { help: 'Commits of the journal, one sync of the disk each', read: () => store.stats().commits },
      journal_commit_ms: { help: 'Milliseconds of the last commit', read: () => store.stats().lastCommitMs },
      history_lost: { help: 'Facts that the history lost', read: () => store.stats().historyLost },
      uplink_rows_behind: {
        help: 'Rows that the slowest uplink has not taken',
        read: () => Math.max(0, ...[...state.ledger.uplinks.keys()].map((id) => rowsBehind(state, id))),
      },
      uplink_gaps: {
        help: 'Stretches of rows that observers never get, because their quota was spent',
        read: () => [...state.ledger.uplinks.values()].reduce((sum, { gaps }) => sum + gaps.length, 0),
      },
      mqtt_records_under_way: {
        help: 'Records of streams of transactions that a broker has not taken yet',
        read: () => [...state.uplinks.values()].reduce((sum, { feed }) => sum + (feed?.inFlight.size ?? 0), 0),
      },
      uplink_parked: {
        help: 'Messages that an uplink refused for good',
        read: () => [...state.ledger.uplinks.values()].reduce((sum, { parkedTotal }) => sum + parkedTotal, 0),
      },
      loop_delay_ms: { help: 'How late the loop is', read: loop.delayMs },
    },
    () => state.counters,
    circuitGauges(() => circuitFigures(state)),
    ['circuit', 'line'],
    {
      translation_loss: {
        help: 'What messages could not carry from one version of OCPP to another, by field and reason',
        labels: ['from', 'to', 'field', 'reason'],
        read: () =>
          [...state.losses.values()].map(({ from, to, field, reason, count: value }) => ({
            labels: { from, to, field, reason },
            value,
          })),
      },
    },
  );
}

/** Amps and seconds on each line of each circuit. A figure that nobody knows is not there. */
function circuitGauges(figures: () => readonly LineFigures[]): LabelledGauges {
  const gauge = (help: string, value: (one: LineFigures) => number | undefined): LabelledGauges[string] => ({
    help,
    read: () =>
      figures().flatMap((one): Labelled[] => {
        const known = value(one);
        return known === undefined ? [] : [{ labels: { circuit: one.circuit, line: one.line }, value: known }];
      }),
  });
  return {
    circuit_limit_amps: gauge('Limit of a circuit by the site file', (one) => one.limitAmps),
    circuit_base_amps: gauge('Other load of a circuit as it is measured', (one) => one.baseAmps),
    circuit_worst_case_amps: gauge(
      'The most that everything on a circuit may draw now, other load at its worst',
      (one) => one.worstCaseAmps,
    ),
    circuit_over_limit_seconds: gauge(
      'Seconds that a measured circuit was above its limit since this process began',
      (one) => one.overSeconds,
    ),
  };
}
