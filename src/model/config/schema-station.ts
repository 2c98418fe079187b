// Keys of stations, and of the templates that many stations share.

import Type from 'typebox';
import { amps, closed, id, oneOf, text, whole } from './schema-words.ts';

export const Security = Type.Object(
  {
    profile: whole(
      '0: no authentication, only for a station that is named so. 1: HTTP Basic. 2: Basic over TLS. 3: client certificate',
      0,
      3,
    ),
    password: Type.Optional(text('The AuthorizationKey; keep it out of this file with ${env:NAME} or ${file:path}')),
  },
  { ...closed, description: 'How the peer proves who it is, such as { profile: 1, password: "${env:NAME}" }' },
);

const StationSecurity = Type.Object(
  {
    ...Security.properties,
    commonName: Type.Optional(
      text('Profile 3: common name (serial number) in the certificate of the station; its identity when absent'),
    ),
    organization: Type.Optional(text('Profile 3: organization that its certificate must name; any when absent')),
    acceptExpired: Type.Optional(
      Type.Boolean({
        description:
          'Profile 3, OCPP 2.x, only on the station itself: its certificate may have expired; it comes in as Pending until it has a new one. False when absent',
      }),
    ),
    address: Type.Optional(
      text('Profile 0: the only address or network it may come from, such as 10.0.0.7 or 10.0.0.0/24'),
    ),
  },
  {
    ...closed,
    description:
      'How the station proves who it is, such as { profile: 1, password: managed }: Busbar makes the key and shows it once',
  },
);

const Connector = Type.Object(
  { id: whole('Number of the connector within its EVSE', 1, 16), type: Type.Optional(text('OCPP connector type')) },
  closed,
);

const Evse = Type.Object(
  {
    id: whole('Number of the EVSE (1.6: the connector); 1, 2, 3 without gaps', 1, 64),
    maxAmps: Type.Optional(amps('Rating')),
    maxKw: Type.Optional(
      Type.Number({ description: 'Rating of a DC unit on its DC side, in kW', minimum: 1, maximum: 2000 }),
    ),
    efficiency: Type.Optional(
      Type.Number({ description: 'DC out per AC in; 0.92 when absent', minimum: 0.5, maximum: 1 }),
    ),
    minAmps: Type.Optional(amps('Least that a vehicle can charge with; 6 for AC, 0 for DC when absent')),
    steps: Type.Optional(
      Type.Array(amps('A current that it takes'), {
        description:
          'The only currents that it takes besides 0, such as [6, 16, 32]; between two of them it gets the lower one. Every whole amp when absent',
        minItems: 1,
        maxItems: 32,
      }),
    ),
    phases: Type.Optional(
      Type.String({
        description: 'Lines that its phases are wired to, in order, such as L1L2L3 or L2; unknown counts all of them',
        pattern: '^(unknown|L[123]|L1L[23]|L2L[13]|L3L[12]|L1L2L3|L1L3L2|L2L1L3|L2L3L1|L3L1L2|L3L2L1)$',
      }),
    ),
    connectors: Type.Optional(Type.Array(Connector, { description: 'Connectors of the EVSE', maxItems: 16 })),
    upstream: Type.Optional(
      Type.Object(
        { evse: whole('Its number upstream', 1, 100_000) },
        { ...closed, description: 'Written by Busbar, so that the number survives the computer' },
      ),
    ),
  },
  closed,
);

/** What the site says for all stations, and a template or station for itself. */
export const tokenRules = {
  waitMs: Type.Optional(whole('How long a station waits for the CSMS, in ms; 1500 when absent', 0, 30_000)),
  unknownOffline: Type.Optional(
    oneOf('Tokens that nobody knows while the CSMS is away; refuse when absent', ['accept', 'refuse']),
  ),
  stopOnInvalid: Type.Optional(
    Type.Boolean({
      description:
        'What becomes of a transaction whose token the CSMS refuses after it began. True: stopped. False: goes on without energy. True when absent',
    }),
  ),
};

const stationKeys = {
  state: Type.Optional(
    oneOf(
      'planned and isolated count nothing; enrolled gets no current until it is placed; retired keeps its upstream numbers',
      ['planned', 'installed', 'enrolled', 'isolated', 'retired'],
    ),
  ),
  evses: Type.Optional(Type.Array(Evse, { description: 'EVSEs of the station', minItems: 1, maxItems: 64 })),
  maxAmps: Type.Optional(amps('Most that the whole station draws')),
  sampleSeconds: Type.Optional(whole('Interval of meter values, in seconds; 10 when absent', 1, 3600)),
  fallbackAmps: Type.Optional(
    Type.Union([Type.Literal('auto'), amps('What each EVSE draws at most when the station is alone')], {
      description: '"auto", or the amps per phase that each EVSE draws at most when the gateway is away',
    }),
  ),
  sharedLimit: Type.Optional(
    Type.Boolean({
      description:
        'Its EVSEs have one limit for all of them together (ChargingStationMaxProfile), and it shares that out itself, as another Busbar does; fallbackAmps and maxAmps are those of the whole station then. False when absent',
    }),
  ),
  fallbackAfterSeconds: Type.Optional(
    whole(
      'With sharedLimit: it goes down to its fallbackAmps by itself so long after it heard of us last (onLoss of another Busbar). When absent it keeps what it was told',
      10,
      3600,
    ),
  ),
  zeroRefused: Type.Optional(
    oneOf(
      'What becomes of a session that should have nothing at a station that refuses a limit of 0. minimum: it keeps that. stop: it is stopped. inoperative: it is stopped, and its EVSE is out of service until it may have something. minimum when absent',
      ['minimum', 'stop', 'inoperative'],
    ),
  ),
  holding: Type.Optional(
    oneOf(
      'How it holds limits. auto: with an end once "busbar stations prove" has shown that its model lets them end, for good before that. hold: always for good. auto when absent',
      ['auto', 'hold'],
    ),
  ),
  security: Type.Optional(StationSecurity),
  upstream: Type.Optional(
    Type.Object(
      {
        password: Type.Optional(text('Its password upstream, such as ${file:/run/secrets/CP-01}')),
        keyEncoding: Type.Optional(
          oneOf('How that is sent, as keyEncoding of the uplink says it', ['raw', 'hex', 'text']),
        ),
      },
      { ...closed, description: 'How the gateway proves that it stands for this station (relay)' },
    ),
  ),
  authorization: Type.Optional(
    Type.Object(
      {
        mode: Type.Optional(
          oneOf('Who decides: the CSMS, the site by its lists, or nobody', ['csms', 'local', 'free']),
        ),
        ...tokenRules,
      },
      { ...closed, description: 'Overrides these keys of the authorization of the site' },
    ),
  ),
  tokenFormat: Type.Optional(
    Type.Object(
      {
        byteOrder: Type.Optional(oneOf('Order in which the reader says the bytes of a card', ['normal', 'reversed'])),
        leadingZeros: Type.Optional(oneOf('What the reader does with leading zeros', ['kept', 'dropped'])),
      },
      { ...closed, description: 'How the stations write the ids of cards' },
    ),
  ),
  assumeProtocol: Type.Optional(
    oneOf('What the station speaks when it names no subprotocol in its handshake', ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']),
  ),
  keyEncoding: Type.Optional(
    oneOf(
      'How the station sends its key. raw: the bytes that the hex digits stand for (usual for 1.6). hex: the hex digits. text: a key that is no hex (usual for 2.x)',
      ['raw', 'hex', 'text'],
    ),
  ),
};

export const Template = Type.Object(stationKeys, { ...closed, description: 'Keys that many stations share' });

const StationModbus = Type.Object(
  {
    device: id('Driver, a file of config/devices'),
    host: Type.Optional(text('Host name or address, for Modbus TCP')),
    port: Type.Optional(whole('TCP port; 502 when absent', 1, 65_535)),
    bus: Type.Optional(id('One of "buses", for Modbus RTU')),
    transport: Type.Optional(
      oneOf(
        'What is spoken at "host": Modbus TCP when absent; rtuOverTcp for a converter that passes bytes on as they are',
        ['tcp', 'rtuOverTcp'],
      ),
    ),
    unit: Type.Optional(whole('Unit id', 0, 255)),
    params: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        description: 'Settings of its driver',
      }),
    ),
    start: Type.Optional(
      oneOf(
        'What begins a session: plugging in, a token that the device read, an order, or nothing. When absent: plugging in where everybody may charge, else a token where the device reads some, else an order',
        ['plug', 'token', 'order', 'never'],
      ),
    ),
    idTag: Type.Optional(
      Type.String({ description: 'Token of sessions that begin by plugging in', minLength: 1, maxLength: 20 }),
    ),
  },
  { ...closed, description: 'A station that speaks Modbus' },
);

export const Station = Type.Object(
  {
    id: Type.Optional(text('Identity of the station: 1 to 48 letters, digits or * _ = + | @ . -')),
    range: Type.Optional(text('Many stations in one line, such as CP-[01-60]')),
    except: Type.Optional(
      Type.Array(text('Identity of a station'), {
        description:
          'Stations of the range that it leaves out, because they were replaced or have an entry of their own',
        maxItems: 1000,
      }),
    ),
    circuit: Type.Optional(id('Circuit that it hangs on')),
    template: Type.Optional(id('Template whose keys it takes over')),
    modbus: Type.Optional(StationModbus),
    ...stationKeys,
  },
  { ...closed, description: 'A station, or a range of them' },
);
