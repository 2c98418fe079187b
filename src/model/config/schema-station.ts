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

const stationKeys = {
  state: Type.Optional(
    oneOf('planned and isolated count nothing; retired keeps its upstream numbers', [
      'planned',
      'installed',
      'isolated',
      'retired',
    ]),
  ),
  evses: Type.Optional(Type.Array(Evse, { description: 'EVSEs of the station', minItems: 1, maxItems: 64 })),
  maxAmps: Type.Optional(amps('Most that the whole station draws')),
  sampleSeconds: Type.Optional(whole('Interval of meter values, in seconds; 10 when absent', 1, 3600)),
  fallbackAmps: Type.Optional(
    Type.Union([Type.Literal('auto'), amps('What each EVSE draws at most when the station is alone')], {
      description: '"auto", or the amps per phase that each EVSE draws at most when the gateway is away',
    }),
  ),
  security: Type.Optional(Security),
  authorization: Type.Optional(
    Type.Object(
      { mode: oneOf('Who decides: the CSMS, the site, or nobody', ['csms', 'local', 'free']) },
      { ...closed, description: 'Overrides authorization.mode of the site' },
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
    oneOf('What the station speaks when it names no subprotocol in its handshake', ['ocpp1.6']),
  ),
  keyEncoding: Type.Optional(oneOf('How the station writes its AuthorizationKey', ['text', 'hex'])),
};

export const Template = Type.Object(stationKeys, { ...closed, description: 'Keys that many stations share' });

const StationModbus = Type.Object(
  {
    device: id('Driver, a file of config/devices'),
    host: Type.Optional(text('Host name or address, for Modbus TCP')),
    port: Type.Optional(whole('TCP port; 502 when absent', 1, 65_535)),
    bus: Type.Optional(id('One of "buses", for Modbus RTU')),
    unit: Type.Optional(whole('Unit id', 0, 255)),
  },
  { ...closed, description: 'A station that speaks Modbus' },
);

export const Station = Type.Object(
  {
    id: Type.Optional(text('Identity of the station: 1 to 48 letters, digits or * _ = + | @ . -')),
    range: Type.Optional(text('Many stations in one line, such as CP-[01-60]')),
    circuit: Type.Optional(id('Circuit that it hangs on')),
    template: Type.Optional(id('Template whose keys it takes over')),
    modbus: Type.Optional(StationModbus),
    ...stationKeys,
  },
  { ...closed, description: 'A station, or a range of them' },
);
