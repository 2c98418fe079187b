// From the site file to what others may read of its Modbus devices, and from what the gateway reads to what they get.

import type { BusAnswer, LineId } from '../../model/bus.ts';
import type { ServedUnit } from '../../model/config/site.ts';
import { evseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { freshForMs, mainUnitOf, unitsOf } from '../../modbus/device-shared.ts';
import type { Device } from '../../modbus/device-state.ts';
import type { RegisterCache } from '../../modbus/register-cache.ts';
import { keepRegisters, newRegisterCache } from '../../modbus/register-cache.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Share, SharedDevice } from './share-live.ts';
import { cacheKey } from './share-live.ts';

const noUnit = 'BB_MODBUS_SERVER_UNIT';

/** After the devices of the site are known. Who waits while it changes is told by the server that nothing came. */
export function followShare(state: State): void {
  const { modbus } = state;
  const served = siteOf(state).servedUnits ?? [];
  for (const key of state.alarms.keys()) if (key.startsWith(`${noUnit}:`)) state.alarms.delete(key);
  const caches = new Map<string, RegisterCache>();
  const byDevice = new Map<string, SharedDevice>();
  const found: [number, SharedDevice][] = [];
  const signatures: unknown[] = [];
  for (const one of served) {
    const place = placeOf(state, one);
    if (place === undefined) continue;
    const { line, unit, key, signature } = place;
    const name = cacheKey(line, unit);
    const cache = caches.get(name) ?? newRegisterCache();
    caches.set(name, cache);
    // Two units of the server may be one of a device: it is asked for both, one thing at a time.
    const device = byDevice.get(name) ?? sharedDevice(key, line, unit, cache);
    byDevice.set(name, device);
    found.push([one.unit, device]);
    signatures.push([one, signature]);
  }
  const signature = JSON.stringify(signatures);
  if (served.length === 0) modbus.share = undefined;
  else if (modbus.share?.signature !== signature)
    modbus.share = { signature, units: new Map(found), caches, out: new Map() } satisfies Share;
}

interface PlaceOnLine extends Pick<SharedDevice, 'key' | 'line' | 'unit'> {
  readonly signature: string;
}

/** Undefined where the device is not driven: its unit is one that nobody has. */
function placeOf(state: State, { unit, of, deviceUnit }: ServedUnit): PlaceOnLine | undefined {
  const found = driven(state, of);
  if (found === undefined) return undefined;
  const { device, line, key, signature } = found;
  if (deviceUnit === undefined) return { key, line, signature, unit: mainUnitOf(device) };
  const units = unitsOf(device);
  if (units.has(deviceUnit)) return { key, line, signature, unit: deviceUnit };
  state.alarms.set(
    `${noUnit}:${unit}`,
    `Unit ${unit} of the Modbus server is unit ${deviceUnit} of a device that has only ${[...units].join(', ')}: it is not shown. Write one of these as deviceUnit, or take it out.`,
  );
  return undefined;
}

function driven(
  { modbus }: State,
  of: ServedUnit['of'],
): (Omit<PlaceOnLine, 'unit'> & { readonly device: Device }) | undefined {
  if ('meter' in of) {
    const live = modbus.meters.get(of.meter);
    if (live === undefined) return undefined;
    const { line, signature, meter } = live;
    return { key: { meter: of.meter }, line, signature, device: meter.device };
  }
  const charger = evseKey(of.station, of.evse);
  const live = modbus.chargers.get(charger);
  return live && { key: { charger }, line: live.line, signature: live.signature, device: live.charger.device };
}

const sharedDevice = (key: SharedDevice['key'], line: LineId, unit: number, cache: RegisterCache): SharedDevice => ({
  key,
  line,
  unit,
  cache,
  fetches: [],
  nextAt: 0 as Mono,
  restsUntil: 0 as Mono,
  refused: new Map(),
});

/** READ: what a device of the site just said is kept for others. To be called before the device takes it in. */
export function shareAnswer(state: State, device: Device, answer: BusAnswer, now: Mono): void {
  const { share } = state.modbus;
  const { result } = answer;
  if (share === undefined || result.kind !== 'words') return;
  const asked = device.asked.get(answer.request);
  const read = asked !== undefined && 'read' in asked ? asked.read : undefined;
  if (asked === undefined || read === undefined || read.count !== result.words.length) return;
  const cache = share.caches.get(cacheKey(answer.line, read.unit));
  if (cache === undefined) return;
  keepRegisters(cache, read, result.words, { now, goodForMs: freshForMs(device, asked), isPlanned: true });
}
