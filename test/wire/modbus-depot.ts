// The gateway in this process between the hand-written Modbus devices and a simulated central system, all over real
// sockets and pseudo terminals, by the real clock.

import type { TestContext } from 'vitest';
import { expect, onTestFinished } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { createLog } from '../../adapters/log/log.ts';
import type { BookedTransaction } from '../../adapters/simulator/csms/books.ts';
import type { SimCsms } from '../../adapters/simulator/csms.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { compose } from '../../src/cli/compose.ts';
import type { GatewayConfig } from '../../src/model/config/gateway.ts';
import { evseKey } from '../../src/model/ids.ts';
import type { StationId } from '../../src/model/ids.ts';
import { failsTest } from '../peers/fails-test.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';
import type { Depot, DepotPlan, DeviceName, DeviceState, Place } from '../peers/modbus/slave-types.ts';
import { startDepot } from '../peers/modbus/slave.ts';
import { until } from '../peers/until.ts';
import { tempDir } from '../peers/temp-dir.ts';

export interface ModbusDepot {
  readonly depot: Depot;
  readonly csms: SimCsms;
  /** The last status that the central system was told of this station's EVSE. */
  status(station: string): unknown;
  /** The transactions of this station in the order of their starts. */
  transactions(station: string): readonly BookedTransaction[];
  /** A CALL of the central system; resolves with the answer. `connectorId` is filled in where `station` is named. */
  order(action: string, payload: Record<string, unknown>, station?: string): Promise<unknown>;
  /** Waits until the device says so. */
  device(name: string, holds: (state: DeviceState) => boolean, what: string, withinMs?: number): Promise<DeviceState>;
  /** Where others read its devices; undefined where the site file shows none. */
  readonly modbusPort: number | undefined;
  readonly apiPort: number;
  stop(): Promise<void>;
}

/** The rest of a site file around `stations`, `meters` and `buses`. */
const siteFile = (csmsPort: number, dir: string, more: string): string => `
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: ws://127.0.0.1:${csmsPort}/ocpp, identity: depot, role: control }
api: { listen: '127.0.0.1:8080', access: open }
${more}
`;

/** Where a station or meter of the site file finds the line. */
/** One device on a socket of its own, and its site. */
export const oneCharger = (device: DeviceName, driver: string, options: Record<string, unknown> = {}) => ({
  plan: { speed: 1, lines: [{ kind: 'tcp', devices: [{ name: 'OLD-1', device, options }] }] } as const,
  site: ([place]: readonly Place[]): string => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 10 }]
stations:
  - { id: OLD-1, circuit: main, evses: [{ id: 1, maxAmps: 16 }], fallbackAmps: 6, authorization: { mode: free }, modbus: { device: ${driver}, ${at(place!)}, unit: 255 } }
`,
});

export const at = ({ port }: Place): string => `host: 127.0.0.1, port: ${port}`;

/**
 * Frames of the gateway that break the schemas, rules that it breaks and its failures fail the test. Says SKIPPED where this
 * host has no slaves or this gateway does not serve what the site asks for, and gives undefined.
 */
export async function startModbusDepot(
  ctx: TestContext,
  plan: DepotPlan,
  site: (places: readonly Place[]) => string,
  tokens: readonly string[] = [],
): Promise<ModbusDepot | undefined> {
  const why = whyNoSlaves();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const depot = await startDepot(plan);
  const csms = createCsms({ tokens: tokens.map((one) => [one, { status: 'Accepted' }] as const) });
  const failures: string[] = [];
  onTestFinished(() => expect([...failures, ...csms.books.violations]).toEqual([]));
  const loop = createLoop();
  const served = await serveCsms(csms, { loop, find: failsTest() });
  onTestFinished(() => served.close());
  const dir = tempDir('modbus');
  const loaded = parseSiteFile(siteFile(served.port, dir, site(depot.places)), 'modbus.yaml');
  const problems = loaded.ok ? loaded.warnings : loaded.problems;
  if (problems.some(({ code }) => code === 'BB_CONFIG_NOT_YET'))
    return ctx.skip('SKIPPED: this gateway does not serve Modbus stations and meters');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const running = await start(loaded.config, failures);
  const { numbering } = running.gateway.state.ledger.gateway;
  const connectorOf = (station: string): number => numbering.get(evseKey(station as StationId, 1)) ?? 0;

  return {
    depot,
    csms,
    status: (station) => csms.books.statuses.get(`depot/${connectorOf(station)}`)?.['status'],
    transactions: (station) =>
      [...csms.books.transactions.values()].filter(
        ({ start }) => start.payload['connectorId'] === connectorOf(station),
      ),
    async order(action, payload, station) {
      const full = station === undefined ? payload : { connectorId: connectorOf(station), ...payload };
      const messageId = served.call('depot', action, full);
      await until(() => csms.books.answers.has(messageId), `${action} is answered`);
      return csms.books.answers.get(messageId);
    },
    async device(name, holds, what, withinMs = 15_000) {
      let last = (await depot.state()).devices[name]!;
      for (const end = performance.now() + withinMs; !holds(last); last = (await depot.state()).devices[name]!) {
        if (performance.now() > end) throw new Error(`${withinMs} ms passed: ${what}; ${JSON.stringify(last)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return last;
    },
    modbusPort: running.modbusPort,
    apiPort: running.apiPort,
    stop: () => running.stop(),
  };
}

async function start(config: GatewayConfig, failures: string[]) {
  const running = await compose(
    { ...config, listeners: [{ ...config.listeners[0]!, port: 0 }], api: { ...config.api, port: 0 } },
    { log: createLog({ level: 'fatal' }), onFailure: ({ kind }) => failures.push(kind), countStarts: false },
  );
  onTestFinished(() => running.stop());
  return running;
}

/** Wh between the start and the stop of a transaction. */
export const toldWh = ({ start, stop }: BookedTransaction): number =>
  Number(stop?.payload['meterStop']) - Number(start.payload['meterStart']);
