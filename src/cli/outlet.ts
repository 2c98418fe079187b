// Where what leaves the core goes: to which adapter.

import type { OwnStore } from '../../adapters/certificates/own-store.ts';
import type { Asks } from '../../adapters/http/asks.ts';
import type { MeterPolls } from '../../adapters/meter-http/polls.ts';
import { createMeterPolls } from '../../adapters/meter-http/polls.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { ModbusBus } from '../../adapters/modbus-bus/bus.ts';
import { createModbusBus } from '../../adapters/modbus-bus/bus.ts';
import type { BrokerClient } from '../../adapters/mqtt-client/client.ts';
import { createBrokerClient } from '../../adapters/mqtt-client/client.ts';
import type { Uploader } from '../../adapters/upload/upload.ts';
import { createUploader } from '../../adapters/upload/upload.ts';
import type { UplinkClient } from '../../adapters/ws-client/client.ts';
import type { StationServer } from '../../adapters/ws-server/server.ts';
import type { Driver } from '../core/driver.ts';
import type { StationId } from '../model/ids.ts';
import type { Minute } from '../core/ports/minute.ts';
import type { Door, Outlet } from '../core/ports.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Certificates } from './certificates.ts';
import { certificatesFor } from './certificates.ts';
import type { Firmware } from './firmware.ts';
import { createFirmware } from './firmware.ts';
import type { PlannerOf } from './planner.ts';
import { plannerFor } from './planner.ts';

/** Whatever brings readings of meters that are on no bus. */
export interface MeterSources {
  readonly polls: MeterPolls;
  readonly brokers: BrokerClient;
  close(): void;
}

function createMeterSources(door: Pick<Door, 'offer'>): MeterSources {
  const polls = createMeterPolls(door);
  const brokers = createBrokerClient(door);
  return {
    polls,
    brokers,
    close() {
      polls.close();
      brokers.close();
    },
  };
}

/** Those that do something for the core and tell it what came of it. */
export interface Workers {
  readonly bus: ModbusBus;
  readonly certificates: Certificates;
  readonly uploader: Uploader;
  readonly firmware: Firmware;
  readonly meters: MeterSources;
  readonly planner: PlannerOf;
}

export const createWorkers = (driver: Driver, log: Log, config: GatewayConfig, own: OwnStore): Workers => ({
  certificates: certificatesFor(config, own, driver, log),
  bus: createModbusBus({ take: (answer) => void driver.offer({ kind: 'bus', ...answer }), log }),
  firmware: createFirmware(config, driver),
  uploader: createUploader(driver, () => log.recent?.() ?? []),
  meters: createMeterSources(driver),
  planner: plannerFor(driver),
});

/** Gives each send to the adapter that has its link. */
export function outletTo(
  stations: StationServer,
  uplinks: UplinkClient,
  asks: Asks,
  { uploader, bus, certificates, firmware, meters: { polls, brokers }, planner }: Workers,
  changeKey: (station: StationId, key: string) => void,
  keepMinute: (minute: Minute) => void,
): Outlet {
  return {
    send(send) {
      if (send.kind === 'answer') return asks.answer(send.ask, send.body);
      if (send.kind === 'upload') return uploader.upload(send);
      if (send.kind === 'close')
        return void (
          uplinks.close(send.link, send.code, send.reason) || stations.close(send.link, send.code, send.reason)
        );
      if (send.kind === 'fetchFile' || send.kind === 'dropFile') return firmware.send(send);
      if (send.kind === 'certificate') return void certificates.do(send.id, send.task);
      if (send.kind === 'changeStationKey') return changeKey(send.station, send.key);
      if (send.kind === 'plan') return planner.ask(send.id, send.request);
      if (send.kind === 'bus') return bus.send(send.line, send.request);
      if (send.kind === 'publish') return uplinks.publish(send);
      if (send.kind === 'minute') return keepMinute(send.minute);
      if (send.link.startsWith('s')) stations.send(send.link, send.text);
      else uplinks.send(send.link, send.text);
    },
    want: uplinks.want,
    wantLines: bus.want,
    wantMeters: polls.want,
    wantBrokers: brokers.want,
    resume: stations.resume,
  };
}

/** For a driver that is made before its adapters. */
export function lateOutlet(outlet: () => Outlet): Outlet {
  return {
    send: (send) => outlet().send(send),
    want: (links) => outlet().want(links),
    wantLines: (lines) => outlet().wantLines?.(lines),
    wantMeters: (meters) => outlet().wantMeters?.(meters),
    wantBrokers: (brokers) => outlet().wantBrokers?.(brokers),
    resume: (link) => outlet().resume(link),
  };
}
