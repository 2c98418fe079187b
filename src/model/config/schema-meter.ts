// Keys of meters, and of the brokers on which some of them tell their values.

import Type from 'typebox';
import type { MeterValueName } from '../meter-values.ts';
import { meterUnits } from '../meter-values.ts';
import { address } from './schema-circuit.ts';
import { closed, id, oneOf, text, whole } from './schema-words.ts';

const jsonPath = (what: string) =>
  Type.String({
    description: `${what}: keys and indices with dots between them, such as emeters.0.power`,
    minLength: 1,
    maxLength: 200,
  });

const jsonPaths = (what: string) =>
  Type.Union([jsonPath(what), Type.Array(jsonPath(`${what} of a line`), { minItems: 1, maxItems: 3 })], {
    description: `${what}: of a list, or one for each line`,
  });

const topic = (what: string) => Type.String({ description: what, minLength: 1, maxLength: 500 });

const topics = (what: string) =>
  Type.Union([topic(`MQTT topic of ${what}`), Type.Array(topic('Of a line'), { minItems: 1, maxItems: 3 })], {
    description: `MQTT topic of ${what}, or one for each line`,
  });

const unit = (name: MeterValueName) => {
  const known = Object.keys(meterUnits[name]) as [string, ...string[]];
  return Type.Optional(oneOf(`Unit of ${name}; ${known[0]} when absent`, known));
};

const each = <Schema extends Parameters<typeof Type.Optional>[0]>(make: (what: string) => Schema) => ({
  powerW: Type.Optional(make('power in W')),
  amps: Type.Optional(make('amps')),
  volts: Type.Optional(make('volts')),
  energyImportWh: Type.Optional(make('energy from the grid in Wh')),
  energyExportWh: Type.Optional(make('energy to the grid in Wh')),
});

export const Meter = Type.Object(
  {
    id: id('Name of the meter'),
    role: Type.Optional(oneOf('Only for what feeds in: photovoltaics or a battery', ['pv', 'battery'])),
    battery: Type.Optional(
      Type.Object(
        {
          capacityKwh: Type.Number({
            description: 'What it holds when it is full, in kWh',
            minimum: 0.1,
            maximum: 100_000,
          }),
          chargeKw: Type.Number({ description: 'Most that it takes, in kW', minimum: 0, maximum: 100_000 }),
          dischargeKw: Type.Number({ description: 'Most that it gives, in kW', minimum: 0, maximum: 100_000 }),
          efficiencyPercent: Type.Optional(whole('Of what goes in, so much comes out; 90 when absent', 10, 100)),
        },
        {
          ...closed,
          description:
            'Of "role: battery": what plans count on, where its driver says how full it is. Nobody orders it: it does what its own control does',
        },
      ),
    ),
    source: oneOf('Where its readings come from', ['modbus', 'mqtt', 'http', 'station', 'sum']),
    ...address,
    broker: Type.Optional(id('One of "brokers", for mqtt; the only one when absent')),
    topic: Type.Optional(topic('MQTT topic, for mqtt: a number alone is the power, anything else is JSON')),
    topics: Type.Optional(
      Type.Object(each(topics), {
        ...closed,
        description: 'Instead of "topic", for mqtt, where each value has a topic of its own',
      }),
    ),
    url: Type.Optional(text('Address to ask, for http: it answers with JSON')),
    paths: Type.Optional(
      Type.Object(each(jsonPaths), {
        ...closed,
        description:
          'Where the values stand in the JSON, for http and mqtt; at the top by these names when absent, and with "topics" the whole',
      }),
    ),
    units: Type.Optional(
      Type.Object(
        {
          powerW: unit('powerW'),
          amps: unit('amps'),
          volts: unit('volts'),
          energyImportWh: unit('energyImportWh'),
          energyExportWh: unit('energyExportWh'),
        },
        { ...closed, description: 'In what it says them, for http and mqtt, such as { powerW: kW, amps: mA }' },
      ),
    ),
    station: Type.Optional(text('Station whose meter it is')),
    of: Type.Optional(Type.Array(id('Meter'), { description: 'Meters that are added up, for sum', maxItems: 100 })),
    ctRatio: Type.Optional(
      Type.Number({ description: 'Ratio of the current transformers; 1 when absent', minimum: 0.001, maximum: 10_000 }),
    ),
    invert: Type.Optional(Type.Boolean({ description: 'True where it counts export as positive' })),
    phaseMap: Type.Optional(
      Type.String({
        description: 'Lines of the site behind the three inputs of the meter, such as L2L3L1',
        pattern: '^(L1L2L3|L1L3L2|L2L1L3|L2L3L1|L3L1L2|L3L2L1)$',
      }),
    ),
    periodMs: Type.Optional(
      whole('How often it is read, or tells by itself, in milliseconds; 1000 when absent', 100, 60_000),
    ),
  },
  { ...closed, description: 'A meter; import from the grid is positive' },
);

export const Broker = Type.Object(
  {
    id: id('Name of the broker'),
    url: Type.String({
      description: 'Where it is: mqtt:// or mqtts:// with a host, and a port where it is not 1883 or 8883',
      maxLength: 500,
    }),
    username: Type.Optional(text('User')),
    password: Type.Optional(text('Password, such as "${file:/run/secrets/mqtt}"; it is kept nowhere but in this file')),
    ca: Type.Optional(
      Type.String({
        description: 'CA of its certificate, a PEM file by its whole path; those that this computer trusts when absent',
        pattern: '^/',
        maxLength: 500,
      }),
    ),
    clientId: Type.Optional(
      Type.String({
        description: 'Name of this gateway at the broker, which nobody else has; busbar-<id of the site> when absent',
        minLength: 1,
        maxLength: 64,
      }),
    ),
  },
  { ...closed, description: 'An MQTT broker on which meters tell their values' },
);
