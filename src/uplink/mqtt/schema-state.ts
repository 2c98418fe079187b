// JSON Schemas of what an MQTT uplink is told beside its stream: state, alarms, telemetry; each channel with what is said about
// it. They are open: fields may be added, and a subscriber leaves alone what it does not know.

import Type from 'typebox';
import type { TSchema } from 'typebox';

const time = (description: string) => Type.String({ description: `${description} (UTC)`, format: 'date-time' });
const text = (description: string) => Type.String({ description });
const figure = (description: string) => Type.Number({ description });
const count = (description: string) => Type.Integer({ description, minimum: 0 });
const truth = (description: string) => Type.Boolean({ description });
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
const onLines = (description: string) => Type.Array(Type.Number(), { description });
const byName = (description: string, schema: TSchema) =>
  Type.Unsafe({ type: 'object', description, additionalProperties: schema });

const at = time('When this was said');
const gatewayId = text('The site, and when its journal began');

/** Beside its kind it has what the kind says. */
const reason = Type.Unsafe({
  type: 'object',
  description: 'Why, as data: "kind", and what goes with it (circuit, line, uplink, input …)',
  properties: { kind: { type: 'string', description: 'What holds it down' } },
  required: ['kind'],
  additionalProperties: true,
});
const why = text('The same in words, with figures');

export const SiteState = Type.Object(
  {
    gatewayId,
    at,
    id: text('Id of the site'),
    name: text('Its name'),
    timezone: text('IANA name'),
    supply: Type.String({ description: 'Its supply', enum: ['tn400', 'it230', 'split240'] }),
    version: text('Of the software'),
    epoch: count('Which process it is: rises with each start'),
    disk: text('State of the disk of the journal: ok, full, readOnly, failed or absent'),
    safeMode: maybe(text('Why the gateway runs without its journal')),
    clockTrusted: truth('Whether its time is known to be right'),
    stations: Type.Object(
      { total: count('In the site file'), connected: count('Of them') },
      { description: 'How many this uplink is told of' },
    ),
    evses: Type.Object(
      { total: count('Of all stations'), charging: count('With a transaction') },
      { description: 'Of these stations' },
    ),
    powerW: figure('What all EVSEs together draw, as far as they say it, in W'),
    grid: maybe(
      Type.Object(
        {
          state: text('Of the control box of the grid operator'),
          limitAmps: maybe(figure('What all stations may draw together on each line')),
          until: maybe(time('So long')),
          heartbeatAgeMs: maybe(figure('Since the last heartbeat, in ms')),
          failsafeAmps: figure('What holds while it is not heard'),
          failsafeMinHours: figure('So long at least'),
        },
        { description: 'The control box of the grid operator, where there is one' },
      ),
    ),
    ceilings: Type.Array(
      Type.Object({
        reason,
        amps: Type.Union([figure('The same on each line'), onLines('On each line')], {
          description: 'Together, on each line',
        }),
        stations: maybe(count('Of how many stations; all when absent')),
      }),
      { description: 'What limits stations together, beside the limits of circuits' },
    ),
    economy: maybe(
      Type.Object(
        {
          level: Type.String({
            description: 'usual: nothing is left out. spent: neither state nor telemetry is told until the next day',
            enum: ['usual', 'rarer', 'coarser', 'coarsest', 'spent'],
          }),
          bytesPerDay: count('What may be sent in a day'),
          telemetryEverySeconds: count('So often telemetry comes'),
        },
        { description: 'What is left out because the bytes of a day run short; absent without "bytesPerDay"' },
      ),
    ),
  },
  { description: 'The site as a whole' },
);

export const CircuitState = Type.Object(
  {
    at,
    id: text('The circuit'),
    parent: maybe(text('The circuit above; absent for the grid connection')),
    limitAmps: figure('On each line, by the site file'),
    limitNowAmps: maybe(figure('Less than that for now')),
    reason: maybe(reason),
    why: maybe(why),
    temporary: maybe(
      Type.Object(
        {
          amps: figure('Its limit'),
          since: time('It was set'),
          until: maybe(time('It ends')),
          reason: maybe(text('What was written beside it')),
        },
        { description: 'What somebody set' },
      ),
    ),
    lockedOut: maybe(
      Type.Object(
        { because: text('Of how many or how long excursions'), since: time('It is locked out') },
        { description: 'It drew more than agreed too often' },
      ),
    ),
    drawnAmpsOnLines: maybe(onLines('What flows on each line; absent while nobody knows')),
    measured: maybe(truth('By a meter; else what its EVSEs say together')),
    unreadEvses: maybe(count('EVSEs that charge and do not say with how much')),
    baseAmpsOnLines: maybe(onLines('Other load as it counts, reserve included; its worst case counts when absent')),
  },
  { description: 'One circuit' },
);

export const StationState = Type.Object(
  {
    at,
    id: text('The station'),
    connected: truth('Whether it is connected'),
    state: Type.String({ description: 'By the site file', enum: ['planned', 'installed', 'isolated', 'retired'] }),
    circuit: text('Its circuit'),
    vendor: maybe(text('As it says')),
    model: maybe(text('As it says')),
    serial: maybe(text('As it says')),
    firmware: maybe(text('As it says')),
    version: maybe(Type.String({ description: 'Of OCPP', enum: ['1.6', '2.0.1', '2.1'] })),
    modbus: maybe(text('Description of its device, where the gateway drives it')),
  },
  { description: 'One station' },
);

export const EvseState = Type.Object(
  {
    at,
    station: text('Its station'),
    evse: Type.Integer({ description: 'Its number there', minimum: 1 }),
    number: maybe(count('Its number upstream')),
    status: maybe(text('As the station wrote it')),
    transaction: maybe(text('Id of its transaction, a UUID')),
    startedAt: maybe(time('When that began')),
    limitAmps: maybe(figure('The limit that it was told last')),
    limitState: maybe(Type.String({ description: 'Whether it took it', enum: ['pending', 'confirmed', 'unknown'] })),
    allocatedAmps: maybe(figure('What it should have')),
    reason: maybe(reason),
    why: maybe(why),
    advice: maybe(text('What can be done about it')),
    fallbackAmps: figure('What it draws at most without the gateway'),
    measuredAmps: maybe(
      Type.Array(Type.Unsafe({ type: ['number', 'null'], description: 'In A; null where it says nothing' }), {
        description: 'On each of its phases, as it read it last',
      }),
    ),
    powerW: maybe(figure('In W; absent while nobody knows')),
    sessionEnergyWh: maybe(figure('Of its transaction, in Wh')),
    cost: maybe(
      Type.Object(
        {
          amount: figure('In the currency'),
          currency: maybe(text('ISO 4217; absent where nobody says which')),
          source: Type.String({
            description: 'By the tariff of the site, or by the word of a central system',
            enum: ['tariff', 'csms'],
          }),
          at: time('As of when'),
        },
        { description: 'What its transaction costs so far' },
      ),
    ),
  },
  { description: 'One EVSE' },
);

export const AlarmList = Type.Object(
  {
    gatewayId,
    at,
    alarms: Type.Array(
      Type.Object({
        code: Type.String({ description: 'Stable', pattern: '^BB_' }),
        about: maybe(text('The station, EVSE, circuit, meter or uplink that it is about')),
        text: text('What is wrong, with figures, and what to do'),
        since: time('When this process saw it first'),
      }),
      { description: 'All that there are' },
    ),
    more: maybe(count('So many are left out')),
  },
  { description: 'All alarms' },
);

const minMeanMax = (description: string) =>
  Type.Array(Type.Number(), {
    description: `${description}: the least, the mean weighted by time, the most`,
    minItems: 3,
    maxItems: 3,
  });

export const TelemetryMessage = Type.Object(
  {
    gatewayId,
    epoch: count('Which process says it; seq begins with 1 in each'),
    seq: Type.Integer({ description: 'Rises by one with each message; a repeat has the same', minimum: 1 }),
    from: time('The interval begins'),
    to: time('It ends'),
    late: maybe(Type.Literal(true, { description: 'It could not be told when it ended' })),
    merged: maybe(Type.Integer({ description: 'It stands for so many intervals', minimum: 2 })),
    site: Type.Object(
      {
        powerWMinMeanMax: maybe(minMeanMax('All EVSEs together, in W')),
        energyWh: figure('All EVSEs together, in Wh'),
        gridPowerWMinMeanMax: maybe(minMeanMax('By the meter of the grid connection, in W, import positive')),
        gridImportWh: maybe(figure('What its register rose by, in Wh')),
      },
      { description: 'The site as a whole' },
    ),
    circuits: byName('By circuit', Type.Object({ ampsMinMeanMax: byName('By line: L1, L2, L3', minMeanMax('In A')) })),
    evses: byName(
      'By station/evse; those that drew nothing are left out',
      Type.Object({
        ampsMinMeanMax: maybe(minMeanMax('On its fullest line, in A; negative where it feeds in')),
        powerWMinMeanMax: maybe(minMeanMax('In W')),
        energyWh: figure('In Wh'),
        knownSeconds: maybe(count('Amps and watts are known of so many seconds only')),
      }),
    ),
  },
  { description: 'Figures of one interval' },
);

const lying =
  'Subscribe with QoS 1: the last one lies at the broker. An empty message means that there is none any more.';

/** Addresses are below `<topicPrefix>/<identity>/`. */
export const stateChannels = [
  {
    name: 'site',
    address: 'site',
    way: 'up',
    payload: SiteState,
    summary: 'The site as a whole, when it changes',
    rules: lying,
    retained: true,
  },
  {
    name: 'circuit',
    address: 'circuits/{circuit}',
    way: 'up',
    payload: CircuitState,
    summary: 'One circuit, when it changes',
    rules: lying,
    retained: true,
  },
  {
    name: 'station',
    address: 'stations/{station}',
    way: 'up',
    payload: StationState,
    summary: 'One station, when it changes',
    rules: lying,
    retained: true,
  },
  {
    name: 'evse',
    address: 'stations/{station}/evses/{evse}',
    way: 'up',
    payload: EvseState,
    summary: 'One EVSE, when it changes',
    rules: lying,
    retained: true,
  },
  {
    name: 'alarms',
    address: 'alarms',
    way: 'up',
    payload: AlarmList,
    summary: 'All alarms that there are, when they change',
    rules: 'Subscribe with QoS 1: the last list lies at the broker.',
    retained: true,
  },
  {
    name: 'telemetry',
    address: 'telemetry',
    way: 'up',
    payload: TelemetryMessage,
    summary: 'Figures of each interval of "sampleSeconds"',
    rules:
      'QoS 1, not retained. Drop repeats by (gatewayId, epoch, seq); a seq that never comes is a message that you missed. Order by from: late messages come between those of now.',
  },
] as const;
