// The site file: every key with its meaning, unit and range. Editors get it as config/site.schema.json.

import Type from 'typebox';
import type { Static } from 'typebox';

const closed = { additionalProperties: false };
const id = (what: string) =>
  Type.String({ description: what, minLength: 1, maxLength: 48, pattern: '^[A-Za-z0-9*_=+|@.-]+$' });
const amps = (what: string) => Type.Number({ description: `${what}, in amps per phase`, minimum: 0, maximum: 10_000 });
const text = (what: string) => Type.String({ description: what, minLength: 1, maxLength: 500 });
const oneOf = <const Values extends string[]>(description: string, values: readonly [...Values]) =>
  Type.Enum(values, { description });
const clockTime = (what: string) => Type.String({ description: what, pattern: '^([01]\\d|2[0-4]):[0-5]\\d$' });
const bytes = (what: string) => Type.String({ description: what, pattern: '^\\d+(\\.\\d+)?\\s?([kKMG]i?B|B)?$' });

const Security = Type.Object(
  {
    profile: Type.Integer({
      description:
        '0: no authentication, only for a station that is named so. 1: HTTP Basic. 2: Basic over TLS. 3: client certificate.',
      minimum: 0,
      maximum: 3,
    }),
    password: Type.Optional(text('The AuthorizationKey of the station; use ${env:NAME} or ${file:path}')),
  },
  closed,
);

const Connector = Type.Object(
  { id: Type.Integer({ minimum: 1 }), type: Type.Optional(text('OCPP connector type')) },
  closed,
);

const Evse = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the EVSE (1.6: the connector), from 1', minimum: 1, maximum: 64 }),
    maxAmps: Type.Optional(amps('Rating')),
    maxKw: Type.Optional(
      Type.Number({ description: 'Rating of a DC unit on its DC side, in kW', minimum: 1, maximum: 2000 }),
    ),
    efficiency: Type.Optional(Type.Number({ description: 'Of a DC unit, 0.5 to 1', minimum: 0.5, maximum: 1 })),
    minAmps: Type.Optional(amps('Least that a vehicle can charge with; 6 for AC')),
    phases: Type.Optional(
      Type.String({
        description: 'How its phases are wired, such as L1L2L3 or L2; "unknown" counts the worst',
        pattern: '^(unknown|(L[123]){1,3})$',
      }),
    ),
    connectors: Type.Optional(Type.Array(Connector, { maxItems: 16 })),
    upstream: Type.Optional(
      Type.Object({ evse: Type.Integer({ description: 'Its number upstream', minimum: 1 }) }, closed),
    ),
  },
  closed,
);

const stationKeys = {
  state: Type.Optional(
    oneOf('planned and isolated count nothing; retired keeps its upstream numbers', [
      'planned',
      'installed',
      'isolated',
      'retired',
    ]),
  ),
  evses: Type.Optional(Type.Array(Evse, { minItems: 1, maxItems: 64 })),
  maxAmps: Type.Optional(amps('Most that the whole station draws')),
  sampleSeconds: Type.Optional(Type.Integer({ description: 'Interval of meter values', minimum: 1, maximum: 3600 })),
  fallbackAmps: Type.Optional(
    Type.Union([Type.Literal('auto'), amps('What each EVSE draws at most when the station is alone')]),
  ),
  security: Type.Optional(Security),
};

const Template = Type.Object(stationKeys, closed);

const Station = Type.Object(
  {
    id: Type.Optional(id('Identity of the station')),
    range: Type.Optional(text('Many stations in one line, such as CP-[01-60]')),
    circuit: Type.Optional(id('Circuit that it hangs on')),
    template: Type.Optional(id('Template whose keys it takes over')),
    modbus: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'A station that speaks Modbus' })),
    ...stationKeys,
  },
  closed,
);

const Circuit = Type.Object(
  {
    id: id('Name of the circuit'),
    parent: Type.Optional(id('Circuit above; the one without is the grid connection')),
    limitAmps: amps('Limit'),
    protection: Type.Optional(
      Type.Object(
        { kind: oneOf('Kind of the protective device', ['mcb', 'mccb', 'gG']), ratedAmps: amps('Rated current') },
        closed,
      ),
    ),
    meter: Type.Optional(id('Meter of this circuit')),
    worstCaseBaseAmps: Type.Optional(amps('The most that everything else on it draws')),
    worstStepAmps: Type.Optional(amps('Largest sudden step of other load')),
    maxUnbalanceAmps: Type.Optional(amps('Largest difference between phases')),
    limits: Type.Optional(
      Type.Array(
        Type.Object(
          {
            days: Type.Optional(Type.Array(oneOf('Day', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))),
            from: clockTime('Start, in site time'),
            to: clockTime('End, in site time'),
            amps: amps('Limit in this window'),
          },
          closed,
        ),
        { maxItems: 100 },
      ),
    ),
  },
  closed,
);

const Uplink = Type.Object(
  {
    id: id('Name of the uplink'),
    kind: oneOf('What it speaks', ['ocpp', 'mqtt']),
    mode: Type.Optional(
      oneOf('aggregate: the site is one station with many EVSEs. relay: each station under its own identity.', [
        'aggregate',
        'relay',
      ]),
    ),
    version: Type.Optional(oneOf('OCPP version', ['1.6', '2.0.1', '2.1'])),
    url: Type.String({
      description: 'Where the central system is; OCPP appends the identity',
      pattern: '^(wss?|mqtts?)://',
    }),
    identity: Type.Optional(id('Identity of the site upstream')),
    security: Type.Optional(Security),
    role: oneOf('control: may command; at most one per station. observe: is told.', ['control', 'observe']),
    stations: Type.Optional(Type.Array(id('Station or range'), { description: 'Only these stations' })),
    topicPrefix: Type.Optional(text('Prefix of MQTT topics')),
    bytesPerDay: Type.Optional(bytes('Budget of a metered link')),
    sampleSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
    quota: Type.Optional(bytes('What an observer may hold back of the journal')),
    callTimeoutSeconds: Type.Optional(
      Type.Integer({ description: 'The CSMS is lost when it takes longer', minimum: 5, maximum: 600 }),
    ),
    attempts: Type.Optional(Type.Integer({ description: 'TransactionMessageAttempts', minimum: 1, maximum: 100 })),
    retryIntervalSeconds: Type.Optional(
      Type.Integer({ description: 'TransactionMessageRetryInterval', minimum: 1, maximum: 3600 }),
    ),
    backoff: Type.Optional(
      Type.Object(
        {
          minSeconds: Type.Number({ description: 'RetryBackOffWaitMinimum', minimum: 1, maximum: 3600 }),
          randomSeconds: Type.Number({ description: 'RetryBackOffRandomRange', minimum: 0, maximum: 3600 }),
          repeatTimes: Type.Integer({ description: 'RetryBackOffRepeatTimes', minimum: 0, maximum: 10 }),
        },
        closed,
      ),
    ),
  },
  closed,
);

const Listener = Type.Object(
  {
    address: Type.Optional(text('Address to listen on; all when absent')),
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    paths: Type.Optional(Type.Array(Type.String({ description: 'Path pattern such as /ocpp/*' }))),
    tls: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Certificates' })),
    files: Type.Optional(Type.Boolean({ description: 'Serves firmware and takes logs instead' })),
  },
  closed,
);

const later = (what: string) => Type.Unknown({ description: what });

export const SiteFile = Type.Object(
  {
    site: Type.Object(
      {
        id: id('Identity of the site'),
        name: text('Name for people'),
        timezone: text('IANA time zone, such as Europe/Berlin'),
        supply: Type.Optional(oneOf('Kind of grid', ['tn400', 'it230', 'split240'])),
      },
      closed,
    ),
    data: Type.Optional(
      Type.Object(
        {
          dir: Type.Optional(text('Where the journal is kept')),
          maxBytes: Type.Optional(bytes('Most that it may take')),
        },
        closed,
      ),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          sessionsDays: Type.Optional(Type.Integer({ minimum: 1 })),
          limitLogDays: Type.Optional(Type.Integer({ minimum: 1 })),
          historyDays: Type.Optional(Type.Integer({ minimum: 1 })),
          traceDays: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        closed,
      ),
    ),
    listeners: Type.Optional(Type.Array(Listener, { minItems: 1, maxItems: 32 })),
    circuits: Type.Array(Circuit, { minItems: 1, maxItems: 500 }),
    buses: Type.Optional(later('Serial buses')),
    meters: Type.Optional(later('Meters')),
    inputs: Type.Optional(later('Contacts and registers of the grid operator')),
    templates: Type.Optional(Type.Record(Type.String(), Template, { description: 'Keys that many stations share' })),
    stations: Type.Array(Station, { maxItems: 1000 }),
    enrolment: Type.Optional(later('Lets unknown stations in for a while')),
    uplinks: Type.Optional(Type.Array(Uplink, { maxItems: 16 })),
    authorization: Type.Optional(
      Type.Object(
        {
          mode: Type.Optional(oneOf('Who decides: the CSMS, the site, or nobody', ['csms', 'local', 'free'])),
          waitMs: Type.Optional(
            Type.Integer({ description: 'How long a station waits for the CSMS', minimum: 0, maximum: 30_000 }),
          ),
          unknownOffline: Type.Optional(oneOf('Tokens that nobody knows while the CSMS is away', ['accept', 'refuse'])),
          offlineMaxDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })),
          cache: Type.Optional(
            Type.Object(
              {
                size: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
                lifetimeDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
              },
              closed,
            ),
          ),
          localList: Type.Optional(text('File with tokens')),
          tokenFormat: Type.Optional(Type.Unknown()),
        },
        closed,
      ),
    ),
    tariff: Type.Optional(later('Prices')),
    api: Type.Optional(Type.Object({ listen: Type.Optional(Type.String({ pattern: '^.+:\\d+$' })) }, closed)),
  },
  { ...closed, title: 'Busbar site file' },
);

export type SiteFile = Static<typeof SiteFile>;
