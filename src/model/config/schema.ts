// The site file: every key with its meaning, unit and range. Editors get it as config/site.schema.json.

import { Planning } from './schema-planning.ts';
import Type from 'typebox';
import type { Static } from 'typebox';
import { Api } from './schema-api.ts';
import { Bus, Circuit, GridControl, SiteInput, Tariff } from './schema-circuit.ts';
import { Broker, Meter } from './schema-meter.ts';
import { ModbusServer } from './schema-modbus-server.ts';
import { Tls } from './schema-tls.ts';
import { Station, Template, tokenRules } from './schema-station.ts';
import { Uplink } from './schema-uplink.ts';
import { bytes, closed, id, oneOf, text, whole } from './schema-words.ts';

const SiteHead = Type.Object(
  {
    id: id('Identity of the site'),
    name: text('Name for people'),
    timezone: text('IANA time zone, such as Europe/Berlin'),
    supply: Type.Optional(
      oneOf('Kind of grid; tn400 when absent. tn400: 230/400 V. it230: 230 V between lines. split240: 120/240 V', [
        'tn400',
        'it230',
        'split240',
      ]),
    ),
  },
  { ...closed, description: 'The site' },
);

const Data = Type.Object(
  {
    dir: Type.Optional(text('Where the journal is kept; /var/lib/busbar when absent')),
    maxBytes: Type.Optional(bytes('Most that it may take; 1GiB when absent')),
  },
  { ...closed, description: 'Where data are kept on this computer' },
);

const kept = (what: string) => Type.Optional(whole(`Days that ${what} are kept`, 1, 36_500));

const Retention = Type.Object(
  {
    sessionsDays: kept('sessions'),
    limitLogDays: kept('limits and their reasons'),
    historyDays: kept('measured values'),
    traceDays: Type.Optional(
      whole('Days that what stations say is kept word by word: 7 when absent, and 0 keeps nothing', 0, 365),
    ),
    auditDays: kept('entries of the audit log'),
    maxBytes: Type.Optional(
      bytes('Most that the history may take; where it is more, the oldest goes first: 1GiB when absent'),
    ),
  },
  { ...closed, description: 'How long data are kept' },
);

const Listener = Type.Object(
  {
    address: Type.Optional(text('Address to listen on; all when absent')),
    port: whole('TCP port', 0, 65_535),
    paths: Type.Optional(
      Type.Array(Type.String({ description: 'Path such as /ocpp/*', pattern: '^/', maxLength: 200 }), {
        description: 'Paths under which stations may connect; all when absent',
        minItems: 1,
        maxItems: 32,
      }),
    ),
    hideUnknown: Type.Optional(
      Type.Boolean({ description: 'Answers an unknown station like one with a wrong password; false when absent' }),
    ),
    tls: Type.Optional(Tls),
    files: Type.Optional(Type.Boolean({ description: 'Serves published firmware to stations instead' })),
  },
  { ...closed, description: 'Where stations connect' },
);

const Enrolment = Type.Object(
  {
    until: Type.Union([Type.Null(), text('Time')], {
      description: 'Until when unknown stations are let in, such as 2026-05-01T19:00:00Z; null: they are not',
    }),
    template: Type.Optional(id('Template that they get')),
    circuit: Type.Optional(id('Circuit that they are put on')),
  },
  { ...closed, description: 'Lets unknown stations in for a while' },
);

const Certificates = Type.Object(
  {
    sign: Type.Optional(
      oneOf(
        'Who signs certificates that stations ask for; site when absent. site: the CA of "busbar ca init". csms: the CA of the central system',
        ['site', 'csms'],
      ),
    ),
    days: Type.Optional(whole("Days that a certificate of the site's CA is good; 365 when absent", 1, 3650)),
  },
  { ...closed, description: 'Certificates that stations ask for over OCPP' },
);

const Authorization = Type.Object(
  {
    mode: Type.Optional(
      oneOf('Who decides: the CSMS, the site by its lists, or nobody; csms when absent', ['csms', 'local', 'free']),
    ),
    ...tokenRules,
    preAuthorize: Type.Optional(
      Type.Boolean({
        description:
          'True: a token that is known to be good starts at once, and the CSMS is asked behind; false when absent',
      }),
    ),
    offlineMaxDays: Type.Optional(
      whole('Days without the CSMS after which what it accepted no longer counts; 14 when absent', 0, 365),
    ),
    cache: Type.Optional(
      Type.Object(
        {
          size: Type.Optional(whole('Tokens that are remembered; 10000 when absent', 0, 10_000)),
          lifetimeDays: Type.Optional(whole('Days that a verdict is remembered; 30 when absent', 0, 3650)),
        },
        { ...closed, description: 'Verdicts of the CSMS that are remembered' },
      ),
    ),
    localList: Type.Optional(text('File with the tokens of the site, next to this one, such as tokens.yaml')),
  },
  { ...closed, description: 'Who may charge' },
);

export const SiteFile = Type.Object(
  {
    site: SiteHead,
    data: Type.Optional(Data),
    retention: Type.Optional(Retention),
    listeners: Type.Optional(
      Type.Array(Listener, { description: 'Where stations connect', minItems: 1, maxItems: 32 }),
    ),
    circuits: Type.Array(Circuit, {
      description: 'A tree of fuses; the one without parent is the grid connection',
      minItems: 1,
      maxItems: 500,
    }),
    buses: Type.Optional(Type.Array(Bus, { description: 'Serial buses', maxItems: 32 })),
    brokers: Type.Optional(Type.Array(Broker, { description: 'MQTT brokers', maxItems: 8 })),
    meters: Type.Optional(Type.Array(Meter, { description: 'Meters', maxItems: 500 })),
    inputs: Type.Optional(
      Type.Array(SiteInput, { description: 'Contacts and registers of the grid operator', maxItems: 32 }),
    ),
    modbusServer: Type.Optional(ModbusServer),
    gridControl: Type.Optional(GridControl),
    templates: Type.Optional(
      Type.Record(Type.String(), Template, { description: 'Keys that many stations share, by name' }),
    ),
    stations: Type.Array(Station, { description: 'Stations and ranges of them', maxItems: 1000 }),
    certificates: Type.Optional(Certificates),
    enrolment: Type.Optional(Enrolment),
    upstreamNumbers: Type.Optional(
      Type.Record(Type.String(), whole('Number upstream', 1, 100_000), {
        description:
          'Written by Busbar: the number upstream of EVSEs such as CP-01/1, so that it survives the computer; those of stations that are gone too, because a number is never used again',
      }),
    ),
    uplinks: Type.Optional(Type.Array(Uplink, { description: 'Connections upstream', maxItems: 16 })),
    authorization: Type.Optional(Authorization),
    tariff: Type.Optional(Tariff),
    planning: Type.Optional(Planning),
    api: Type.Optional(Api),
  },
  { ...closed, title: 'Busbar site file' },
);

export type SiteFile = Static<typeof SiteFile>;
