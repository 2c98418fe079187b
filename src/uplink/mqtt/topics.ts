// The topics of one gateway at a broker. All begin with the prefix of the site file and the identity of the gateway.

import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';

export interface Topics {
  /** `{"online":true}`, retained; the last will says false. */
  readonly online: string;
  /** The stream of transactions: each record once or more often, in order. */
  readonly stream: string;
  /** How far whoever keeps the stream has come, where it is acknowledged by the application. */
  readonly ack: string;
  readonly site: string;
  circuit(id: string): string;
  station(id: StationId): string;
  evse(key: EvseKey): string;
  readonly telemetry: string;
  readonly alarms: string;
  /** What we are told to do, and what came of it. */
  readonly commands: string;
  answer(id: string): string;
  /** OCPP frames of a station: `up` from it, `down` to it. */
  raw(station: StationId, way: 'up' | 'down'): string;
  readonly rawDown: string;
  /** OCPP frames between a station and its central system behind the broker. */
  frames(station: StationId, way: 'up' | 'down'): string;
  readonly framesDown: string;
  /** The station of a topic of those `down`. */
  framesOf(topic: string): StationId | undefined;
  /** The station of a topic `down`; undefined for any other topic. */
  stationOf(topic: string): StationId | undefined;
  /** Whether an answer may go to a topic that somebody else named: no filter, and none of ours but those of answers. */
  mayAnswerTo(topic: string): boolean;
}

/** MQTT takes more; nobody means it. */
const longestTopic = 1024;

export function topicsOf(prefix: string, identity: string): Topics {
  const root = `${prefix}/${identity}`;
  const station = (id: StationId): string => `${root}/stations/${level(id)}`;
  return {
    online: `${root}/online`,
    stream: `${root}/transactions`,
    ack: `${root}/transactions/ack`,
    site: `${root}/site`,
    circuit: (id) => `${root}/circuits/${level(id)}`,
    station,
    evse: (key) => `${station(evseOf(key).station)}/evses/${evseOf(key).evse}`,
    telemetry: `${root}/telemetry`,
    alarms: `${root}/alarms`,
    commands: `${root}/commands`,
    answer: (id) => `${root}/answers/${level(id)}`,
    raw: (id, way) => `${station(id)}/ocpp/${way}`,
    rawDown: `${root}/stations/+/ocpp/down`,
    stationOf: (topic) => between(topic, `${root}/stations/`, '/ocpp/down'),
    frames: (id, way) => `${station(id)}/csms/${way}`,
    framesDown: `${root}/stations/+/csms/down`,
    framesOf: (topic) => between(topic, `${root}/stations/`, '/csms/down'),
    mayAnswerTo: (topic) =>
      topic.length > 0 &&
      topic.length <= longestTopic &&
      !/[+#\u0000]|^\$/.test(topic) &&
      (topic.startsWith(`${root}/answers/`) || !`${topic}/`.startsWith(`${root}/`)),
  };
}

const between = (topic: string, begin: string, end: string): StationId | undefined =>
  topic.startsWith(begin) && topic.endsWith(end) ? nameIn(topic.slice(begin.length, -end.length)) : undefined;

const nameIn = (one: string): StationId | undefined =>
  one.includes('/')
    ? undefined
    : (one.replace(/%([0-9a-f]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ) as StationId);

/** A name as one level of a topic: a name of OCPP may hold what means something else there. */
const level = (name: string): string =>
  name.replace(/[+#/%\u0000]/g, (one) => `%${one.codePointAt(0)!.toString(16).padStart(2, '0')}`);
