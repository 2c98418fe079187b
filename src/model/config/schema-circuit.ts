// Keys of circuits, meters, buses, inputs and prices: the electrical side of the site.

import Type from 'typebox';
import { amps, clockTime, closed, days, id, oneOf, text, whole } from './schema-words.ts';

export const Circuit = Type.Object(
  {
    id: id('Name of the circuit'),
    parent: Type.Optional(id('Circuit above; the one without is the grid connection')),
    limitAmps: amps('Limit'),
    protection: Type.Optional(
      Type.Object(
        { kind: oneOf('Kind of the protective device', ['mcb', 'mccb', 'gG']), ratedAmps: amps('Rated current') },
        { ...closed, description: 'The protective device' },
      ),
    ),
    meter: Type.Optional(id('One of "meters", which measures this circuit')),
    worstCaseBaseAmps: Type.Optional(amps('The most that everything else on it draws; 0 when absent')),
    worstStepAmps: Type.Optional(amps('Largest sudden step of other load; all of it when absent')),
    maxUnbalanceAmps: Type.Optional(amps('Largest difference between its lines that charging may cause')),
    pvCredit: Type.Optional(
      Type.Boolean({ description: 'True where what is fed in beside the chargers leaves them more room; needs "meter"' }),
    ),
    limits: Type.Optional(
      Type.Array(
        Type.Object(
          {
            days: Type.Optional(days),
            from: clockTime('Start, in site time'),
            to: clockTime('End, in site time'),
            amps: amps('Limit in this window'),
          },
          closed,
        ),
        { description: 'Lower limits at certain times', maxItems: 100 },
      ),
    ),
  },
  { ...closed, description: 'A fuse and what hangs on it' },
);

export const Bus = Type.Object(
  {
    id: id('Name of the bus'),
    port: text('Serial port, such as /dev/ttyUSB0'),
    baud: Type.Optional(whole('Baud rate; 9600 when absent', 1200, 921_600)),
    parity: Type.Optional(oneOf('Parity; none when absent', ['none', 'even', 'odd'])),
    stopBits: Type.Optional(whole('Stop bits; 1 when absent', 1, 2)),
  },
  { ...closed, description: 'A serial bus' },
);

const address = {
  bus: Type.Optional(id('One of "buses", for Modbus RTU')),
  host: Type.Optional(text('Host name or address, for Modbus TCP')),
  port: Type.Optional(whole('TCP port; 502 when absent', 1, 65_535)),
  transport: Type.Optional(
    oneOf(
      'What is spoken at "host": Modbus TCP when absent; rtuOverTcp for a converter that passes bytes on as they are',
      ['tcp', 'rtuOverTcp'],
    ),
  ),
  unit: Type.Optional(whole('Modbus unit id', 0, 255)),
  device: Type.Optional(id('Driver, a file of config/devices')),
  params: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description: 'Settings of its driver',
    }),
  ),
};

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

export const Meter = Type.Object(
  {
    id: id('Name of the meter'),
    role: Type.Optional(oneOf('Only for what feeds in: photovoltaics or a battery', ['pv', 'battery'])),
    source: oneOf('Where its readings come from', ['modbus', 'mqtt', 'http', 'station', 'sum']),
    ...address,
    topic: Type.Optional(text('MQTT topic')),
    url: Type.Optional(text('Address to ask, for http: it answers with JSON')),
    paths: Type.Optional(
      Type.Object(
        {
          powerW: Type.Optional(jsonPath('Power in W')),
          amps: Type.Optional(jsonPaths('Amps')),
          volts: Type.Optional(jsonPaths('Volts')),
          energyImportWh: Type.Optional(jsonPath('Energy from the grid in Wh')),
          energyExportWh: Type.Optional(jsonPath('Energy to the grid in Wh')),
        },
        {
          ...closed,
          description: 'Where the values stand in the JSON, for http; at the top by these names when absent',
        },
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
    periodMs: Type.Optional(whole('How often it is read, in milliseconds', 100, 60_000)),
  },
  { ...closed, description: 'A meter; import from the grid is positive' },
);

export const SiteInput = Type.Object(
  {
    id: id('Name of the input'),
    source: oneOf('Where it comes from', ['modbus', 'contact']),
    ...address,
    register: Type.Optional(whole('Register or coil, from 0', 0, 65_535)),
    fn: Type.Optional(
      whole(
        'How it is read: 1 coil, 2 discrete input, 3 holding register, 4 input register; when absent as "device" says, else 2',
        1,
        4,
      ),
    ),
    activeWhen: Type.Optional(
      whole('What is read while the order is in force: 0, or 1 for anything else; 1 when absent', 0, 1),
    ),
    dimAmps: Type.Optional(
      amps('What all stations may draw together while dimmed; the sum of their fallbacks when absent'),
    ),
    action: oneOf('What the grid operator asks by it', ['dim', 'stop']),
    onLoss: oneOf('What counts while it cannot be read; with inactive, an order that was in force stays in force', [
      'active',
      'inactive',
    ]),
  },
  { ...closed, description: 'A contact or register of the grid operator' },
);

const price = (what: string) =>
  Type.Number({ description: `${what}, in the currency per kWh`, minimum: -100, maximum: 100 });

export const Tariff = Type.Object(
  {
    currency: Type.String({ description: 'ISO 4217 code, such as EUR', pattern: '^[A-Z]{3}$' }),
    defaultPricePerKwh: price('Price outside of all periods'),
    periods: Type.Optional(
      Type.Array(
        Type.Object(
          {
            days: Type.Optional(days),
            from: clockTime('Start, in site time'),
            to: clockTime('End, in site time'),
            pricePerKwh: price('Price'),
          },
          closed,
        ),
        { description: 'Prices at certain times', maxItems: 100 },
      ),
    ),
  },
  { ...closed, description: 'Prices' },
);
