// What meters of the field publish, and what is known by it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeterOnTopics } from '../../../src/model/meter-topics.ts';
import { saidOn, topicsOf, valuesOf } from '../../../src/model/meter-topics.ts';

const said = (meter: MeterOnTopics, messages: Readonly<Record<string, string>>) => {
  const places = new Map(Object.entries(messages).flatMap(([topic, text]) => [...saidOn(meter, topic, text)]));
  return valuesOf(meter, (place) => places.get(place) ?? null);
};
const amps = (...lines: (number | null)[]) => ({ amps: lines });

const ofTheField: [string, MeterOnTopics, Record<string, string>, object][] = [
  ['a number', { topic: 't' }, { t: ' -4200.5 ' }, { powerW: -4200.5, ...amps(null, null, null) }],
  ['a number in kW', { topic: 't', units: { powerW: 'kW' } }, { t: '4.2' }, { powerW: 4200 }],
  ['Home Assistant: a number in quotes', { topic: 't' }, { t: '"17.5"' }, { powerW: 17.5 }],
  [
    'Shelly Pro 3EM',
    { topic: 's', paths: { powerW: 'total_act_power', amps: ['a_current', 'b_current', 'c_current'] } },
    { s: '{"id":0,"a_current":1.5,"b_current":2,"c_current":0.5,"total_act_power":920.1}' },
    { powerW: 920.1, ...amps(1.5, 2, 0.5) },
  ],
  [
    'Shelly 3EM: a topic a line',
    {
      topics: {
        powerW: ['e/0/power', 'e/1/power', 'e/2/power'],
        amps: ['e/0/current', 'e/1/current', 'e/2/current'],
      },
    },
    {
      'e/0/power': '100',
      'e/1/power': '-20',
      'e/2/power': '3',
      'e/0/current': '1',
      'e/1/current': '2',
      'e/2/current': '3',
    },
    { powerW: 83, ...amps(1, 2, 3) },
  ],
  [
    'Tasmota with three lines',
    {
      topic: 'tele/m/SENSOR',
      paths: { powerW: 'ENERGY.Power', amps: 'ENERGY.Current', energyImportWh: 'ENERGY.Total' },
      units: { energyImportWh: 'kWh' },
    },
    { 'tele/m/SENSOR': '{"Time":"x","ENERGY":{"Total":12.5,"Power":[10,20,30],"Current":[0.1,0.2,0.3]}}' },
    { powerW: 60, ...amps(0.1, 0.2, 0.3), energyImportWh: 12_500 },
  ],
  [
    'Zigbee2MQTT in mA',
    { topic: 'z', paths: { powerW: 'power', amps: 'current' }, units: { amps: 'mA' } },
    { z: '{"power":230,"current":1000,"linkquality":90}' },
    { powerW: 230, ...amps(1, null, null) },
  ],
  [
    'openWB: lists alone',
    { topics: { powerW: 'o/power', amps: 'o/currents' } },
    { 'o/power': '690', 'o/currents': '[1.0, 1.0, 1.0]' },
    { powerW: 690, ...amps(1, 1, 1) },
  ],
  [
    'Victron: a value in each topic',
    { topics: { powerW: ['v/1', 'v/2'] }, paths: { powerW: 'value' } },
    { 'v/1': '{"value": 5}', 'v/2': '{"value": 6}' },
    { powerW: 11 },
  ],
  ['a part of the lines', { topics: { powerW: ['a', 'b'] } }, { a: '5' }, { powerW: null }],
  [
    'lines and their sum in one list',
    { topic: 't', paths: { powerW: 'p' } },
    { t: '{"p":[1,2,3,6]}' },
    { powerW: null },
  ],
  ['a number where JSON should be', { topic: 't', paths: { powerW: 'p' } }, { t: '5' }, { powerW: null }],
];

describe('a meter on topics', () => {
  it.each(ofTheField)('%s', (_what, meter, messages, values) => {
    expect(said(meter, messages)).toMatchObject(values);
  });

  it('says a finite number or nothing, whatever comes, and throws for nothing', () => {
    const meters: MeterOnTopics[] = [
      { topic: 't' },
      { topic: 't', paths: { powerW: 'a.0', amps: ['a', 'b'] }, units: { amps: 'mA' } },
      { topics: { powerW: ['t', 't'], amps: 't', volts: ['t'], energyImportWh: 't' }, paths: { amps: '0' } },
    ];
    const text = fc.oneof(fc.string(), fc.json(), fc.constantFrom('NaN', '1e999', '-Infinity', '0x10', '1_000', '٣'));
    fc.assert(
      fc.property(fc.constantFrom(...meters), text, (meter, came) => {
        for (const value of saidOn(meter, topicsOf(meter)[0]!, came).values())
          expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
