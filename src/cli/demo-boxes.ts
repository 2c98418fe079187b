// The part of the demo depot that speaks Modbus: chargers without OCPP and the meter of the grid connection, each behind a
// port of this computer.

import type { GuestEvent, Guests } from '../../adapters/simulator/modbus/guests.ts';
import type { Keba } from '../../adapters/simulator/modbus/keba.ts';
import { createKeba } from '../../adapters/simulator/modbus/keba.ts';
import { createSdm630 } from '../../adapters/simulator/modbus/sdm630.ts';
import type { Building } from '../../adapters/simulator/modbus/site-load.ts';
import { newBuilding, siteAmps } from '../../adapters/simulator/modbus/site-load.ts';
import type { Vestel } from '../../adapters/simulator/modbus/vestel.ts';
import { createVestel } from '../../adapters/simulator/modbus/vestel.ts';
import type { Wallbox, WallboxEvent } from '../../adapters/simulator/modbus/wallbox.ts';
import type { Lines } from '../../adapters/simulator/lines.ts';
import type { SimStation } from '../../adapters/simulator/station/types.ts';
import type { Sleeper } from '../../adapters/simulator/wire/loop.ts';
import { sharedLoop } from '../../adapters/simulator/wire/loop.ts';
import type { ServedModbus } from '../../adapters/simulator/wire/serve-modbus.ts';
import { serveModbus } from '../../adapters/simulator/wire/serve-modbus.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { ModbusAccess, Site, Station } from '../model/config/site.ts';

export interface DemoBoxes {
  readonly boxes: readonly Wallbox[];
  event(box: Wallbox, event: WallboxEvent): void;
  /** From now on vans come and go. */
  openGates(guests: Guests): void;
  closeGates(): void;
  /** The house beside them, and the meter: what is changed here happens. */
  readonly building: Building;
  /** The site with the ports that the devices really have. */
  located(config: GatewayConfig): GatewayConfig;
  close(): Promise<void>;
}

interface Served {
  readonly id: string;
  readonly served: ServedModbus;
}

/** What the meters of such chargers show when the demo begins. */
const usedWh = 3_141_500;

/** What the site file calls a station of this kind, with the device that plays it. */
function deviceOf({ id, modbus }: Station): Keba | Vestel {
  switch (modbus?.device) {
    case 'keba-p30-p40':
      return createKeba({ id, registerWh: usedWh });
    case 'vestel-evc04':
      return createVestel({ id, registerWh: usedWh });
    default:
      throw new Error(`${id} is a ${String(modbus?.device)}, and the demo can play keba-p30-p40 and vestel-evc04.`);
  }
}

export const isBox = ({ modbus }: Station): boolean => modbus !== undefined;

/** Rejects when a port is taken. The meter shows `stations` too. */
export async function serveBoxes(
  { site }: GatewayConfig,
  stations: readonly SimStation[],
  lines: Lines,
): Promise<DemoBoxes> {
  const served: Served[] = [];
  const close = async (): Promise<void> => void (await Promise.all(served.map((one) => one.served.close())));
  const boxes: Wallbox[] = [];
  const building = newBuilding();
  try {
    for (const station of site.stations.filter(isBox)) {
      const device = deviceOf(station);
      const { wallbox } = device;
      const onStep = (): void => tellNotes(wallbox, lines);
      served.push({ id: station.id, served: await serveModbus(device, { port: portOf(station.modbus), onStep }) });
      boxes.push(wallbox);
    }
    for (const { id, source } of site.meters ?? []) {
      if (source.kind !== 'modbus') continue;
      const meter = createSdm630({
        ...(source.unit !== undefined && { unit: source.unit }),
        amps: (now) => siteAmps(building, stations, boxes, now),
        isSilent: () => building.isMeterSilent,
      });
      // As behind a converter from a serial line to Ethernet.
      served.push({ id, served: await serveModbus(meter, { port: portOf(source) }) });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...runBoxes(boxes, served, lines, close), building };
}

function runBoxes(
  boxes: readonly Wallbox[],
  served: readonly Served[],
  lines: Lines,
  closeAll: () => Promise<void>,
): Omit<DemoBoxes, 'building'> {
  let sleeper: Sleeper | undefined;

  function event(box: Wallbox, what: WallboxEvent): void {
    box.event(what, sharedLoop.now());
    tellNotes(box, lines);
    sharedLoop.look();
  }

  function closeGates(): void {
    if (sleeper !== undefined) sharedLoop.remove(sleeper);
    sleeper = undefined;
  }

  return {
    boxes,
    event,
    openGates(guests) {
      const tell = (one: GuestEvent): void => event(one.box, one.event);
      sleeper = { wakeAt: () => guests.wakeAt(), wake: () => guests.step(sharedLoop.now()).forEach(tell) };
      sharedLoop.add(sleeper);
    },
    closeGates,
    located: (config) => ({ ...config, site: locatedSite(config.site, served) }),
    async close() {
      closeGates();
      await closeAll();
    },
  };
}

const portOf = (access: ModbusAccess | undefined): number =>
  access !== undefined && 'host' in access.at ? (access.at.port ?? 0) : 0;

function locatedSite(site: Site, served: readonly Served[]): Site {
  const at = (id: string) => ({ host: '127.0.0.1', port: served.find((one) => one.id === id)?.served.port ?? 0 });
  const stations = site.stations.map((one) =>
    one.modbus === undefined ? one : { ...one, modbus: { ...one.modbus, at: at(one.id) } },
  );
  const meters = site.meters?.map((one) =>
    one.source.kind === 'modbus' ? { ...one, source: { ...one.source, at: at(one.id) } } : one,
  );
  return { ...site, stations, ...(meters !== undefined && { meters }) };
}

/** The site file with any port that is free for each device. */
export function withFreePorts(site: Site): Site {
  return locatedSite(site, []);
}

function tellNotes(box: Wallbox, lines: Lines): void {
  for (const text of box.notes()) lines.say(`${box.id}  ${text}`);
}
