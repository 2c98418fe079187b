// Keys of circuits, buses, inputs and prices: the electrical side of the site. Those of meters are in a file of their own.

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
    worstStepAmps: Type.Optional(
      amps(
        'The most by which other load rises before chargers have followed (busbar check prints how long that is); all of it when absent',
      ),
    ),
    maxUnbalanceAmps: Type.Optional(amps('Largest difference between its lines that charging may cause')),
    pvCredit: Type.Optional(
      Type.Boolean({
        description: 'True where what is fed in beside the chargers leaves them more room; needs "meter"',
      }),
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
    agreedImportAmps: Type.Optional(
      amps('Import agreed with the grid operator: charging is locked out after repeated excursions above it (G100)'),
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

/** Where a Modbus device is. */
export const address = {
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
    section14a: Type.Optional(
      Type.Object(
        { devices: whole('Controllable devices at this grid connection', 1, 1000) },
        { ...closed, description: 'Dims to the minimum power of so many controllable devices (§14a EnWG)' },
      ),
    ),
    circuit: Type.Optional(id('Circuit that "action: limit" limits; the grid connection when absent')),
    amps: Type.Optional(amps('Limit of that circuit while the input is active')),
    action: oneOf('What is asked by it: less for all stations, nothing, or a lower limit of a circuit (generator)', [
      'dim',
      'stop',
      'limit',
    ]),
    onLoss: oneOf('What counts while it cannot be read; with inactive, an order that was in force stays in force', [
      'active',
      'inactive',
    ]),
  },
  { ...closed, description: 'A contact or register: an order of the grid operator, or that the site runs on less' },
);

const price = (what: string) =>
  Type.Number({ description: `${what}, in the currency per kWh`, minimum: -100, maximum: 100 });

export const Tariff = Type.Object(
  {
    currency: Type.String({ description: 'ISO 4217 code, such as EUR', pattern: '^[A-Z]{3}$' }),
    defaultPricePerKwh: price('Price outside of all periods'),
    feedInPricePerKwh: Type.Optional(price('What energy that is fed in earns; 0 when absent')),
    demandPricePerKw: Type.Optional(
      Type.Number({
        description:
          'What a month costs for each kW of the highest mean import of a quarter of an hour, in the currency; it needs a meter at the grid connection',
        minimum: 0,
        maximum: 1000,
      }),
    ),
    show: Type.Optional(
      Type.Boolean({
        description:
          'Stations that can show costs are told what a session costs by this tariff; when absent, where no central system of OCPP has the say',
      }),
    ),
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

export const GridControl = Type.Object(
  {
    kind: oneOf('How it speaks: limits with a heartbeat, as EEBUS LPC has them', ['lpc']),
    failsafeAmps: Type.Optional(amps('What all stations may draw together while it is not heard')),
    failsafeWatts: Type.Optional(whole('The same in watts: one of the two', 0, 10_000_000)),
    failsafeMinHours: Type.Optional(
      Type.Number({ description: 'Hours that this holds at least; 2 when absent', minimum: 2, maximum: 24 }),
    ),
  },
  { ...closed, description: 'The control box of the grid operator' },
);
