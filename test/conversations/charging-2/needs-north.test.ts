// What vehicles need, told to central systems whose version has fewer words (K15).

import { expect, it } from 'vitest';
import { fieldOf2 } from '../field-2x.ts';
import type { Field2 } from '../field-2x.ts';

const needs = {
  requestedEnergyTransfer: 'AC_BPT',
  departureTime: '2026-01-15T23:00:00Z',
  acChargingParameters: { energyAmount: 21_500.5, evMinCurrent: 6, evMaxCurrent: 32, evMaxVoltage: 400 },
  v2xChargingParameters: { maxDischargePower: 5000 },
};
const sayNeeds = (field: Field2, more: object = {}) =>
  field.says('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds: { ...needs, ...more } });
const told = (field: Field2) =>
  field.told.filter(([action]) => action === 'NotifyEVChargingNeeds').map(([, payload]) => payload);
const lost = (field: Field2) =>
  [...field.depot.gateway.state.losses.values()].map(({ field: name, reason }) => `${name} ${reason}`);

function charging(north: '1.6' | '2.0.1' | '2.1'): Field2 {
  const field = fieldOf2({ south: '2.1', north });
  const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
  field.event('Started', 0, { triggerReason: 'Authorized', evse: { id: 1, connectorId: 1 }, idToken });
  field.passes(5);
  field.depot.gateway.state.losses.clear();
  return field;
}

it('K15 what 2.0.1 can say of them it is told, as near as it can; what it cannot is counted by its field', () => {
  const field = charging('2.0.1');
  expect(sayNeeds(field)?.[2]).toEqual({ status: 'Accepted' });
  field.passes(5);
  expect(told(field)).toEqual([
    {
      evseId: 1,
      chargingNeeds: {
        requestedEnergyTransfer: 'AC_three_phase',
        departureTime: needs.departureTime,
        acChargingParameters: { ...needs.acChargingParameters, energyAmount: 21_501 },
      },
    },
  ]);
  expect(lost(field).toSorted()).toEqual([
    'NotifyEVChargingNeeds.chargingNeeds.v2xChargingParameters noSuchField',
    'chargingNeeds.acChargingParameters.energyAmount rounded',
    'chargingNeeds.requestedEnergyTransfer noSuchWord',
  ]);
});

it('K15 2.1 is told all of them', () => {
  const field = charging('2.1');
  sayNeeds(field);
  field.passes(5);
  expect(told(field)).toEqual([{ evseId: 1, chargingNeeds: needs }]);
  expect(lost(field)).toEqual([]);
});

it('K15 1.6 has no such message, and 2.0.1 no word for wireless charging: the message is counted', () => {
  for (const north of ['1.6', '2.0.1'] as const) {
    const field = charging(north);
    sayNeeds(field, { requestedEnergyTransfer: 'WPT' });
    field.passes(5);
    expect(told(field)).toEqual([]);
    expect(lost(field).map((one) => one.split(' ')[0])).toEqual(['NotifyEVChargingNeeds']);
  }
});

it('K15.FR.05 while nothing can be written a schedule comes later, and the vehicle hears that', () => {
  const field = charging('2.1');
  field.depot.offers({ kind: 'disk', state: 'full' });
  expect(sayNeeds(field)?.[2]).toEqual({ status: 'Processing' });
});
