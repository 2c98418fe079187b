// What a central system wants of a site besides charging, at random: it looks, sets, reserves, resets.

import type { UplinkId } from '../../src/model/ids.ts';
import type { Chance } from './schedule.ts';
import { createChance } from './schedule.ts';
import { troubledMs } from './faults.ts';
import type { World } from './world.ts';

const csms = 'csms' as UplinkId;
const everyMs = 40_000;
const capMs = 25_000;

/** Orders while faults strike, by a chance of their own, so that they change nothing of what else happens in a seed. */
export function planOrders(world: World, seed: number, stations: number, beginMs: number): void {
  const chance = createChance(seed * 7919 + 1);
  for (
    let time = beginMs + chance.between(1000, everyMs);
    time < beginMs + troubledMs;
    time += chance.between(everyMs / 2, everyMs * 1.5)
  )
    world.schedule.at(time, () => {
      const [action, payload] = orderFrom(chance, stations, world.utc());
      world.askCsms(csms, action, payload);
    });
}

function orderFrom(chance: Chance, stations: number, utc: number): readonly [string, object] {
  const connectorId = chance.between(1, stations + 1);
  const one = <Choice>(choices: readonly Choice[]): Choice => choices[chance.between(0, choices.length - 1)]!;
  const setting = one([
    { key: 'TransactionMessageRetryInterval', value: String(chance.between(10, 30)) },
    { key: 'HeartbeatInterval', value: String(chance.between(20, 600)) },
    { key: 'MinimumStatusDuration', value: String(chance.between(0, 3)) },
    { key: 'MeterValueSampleInterval', value: '30' },
    { key: 'CP-01.Anything', value: '1' },
    { key: 'AuthorizationKey', value: '1' },
  ]);
  return one<readonly [string, object]>([
    ['GetConfiguration', {}],
    ['GetConfiguration', { key: ['BusbarEvse1', 'CP-02.Anything'] }],
    ['ChangeConfiguration', setting],
    ['ChangeAvailability', { connectorId: chance.between(0, stations), type: 'Operative' }],
    [
      'TriggerMessage',
      { requestedMessage: one(['StatusNotification', 'Heartbeat', 'BootNotification', 'MeterValues']) },
    ],
    ['TriggerMessage', { requestedMessage: 'MeterValues', connectorId }],
    [
      'ReserveNow',
      {
        connectorId,
        idTag: `TAG${chance.between(1, 30)}`,
        reservationId: chance.between(1, 4),
        expiryDate: new Date(utc + chance.between(1000, 600_000)).toISOString(),
      },
    ],
    ['CancelReservation', { reservationId: chance.between(1, 4) }],
    ['UnlockConnector', { connectorId }],
    ['Reset', { type: one(['Soft', 'Hard']) }],
    ['GetDiagnostics', { location: 'http://csms.example/logs/' }],
    ['DataTransfer', { vendorId: 'Busbar', messageId: 'DescribeStation', data: '{"station":"CP-01"}' }],
  ]);
}

/** It lets single vehicles have nothing, or little, for a while: less than what their stations fall back to. */
export function planCaps(world: World, seed: number, stations: number, beginMs: number): void {
  const chance = createChance(seed * 104_729 + 1);
  const limits = [0, 0, 0, 7, 16, 32];
  for (let time = beginMs; time < beginMs + troubledMs; time += chance.between(capMs / 2, capMs * 1.5))
    world.schedule.at(time, () => {
      const limit = limits[chance.between(0, limits.length - 1)]!;
      const connectorId = chance.between(1, stations);
      world.askCsms(csms, 'SetChargingProfile', {
        connectorId,
        csChargingProfiles: {
          ...{ chargingProfileId: connectorId, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' },
          chargingProfileKind: 'Relative',
          chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
        },
      });
    });
}
