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
}

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
  };
}

/** A name as one level of a topic: a name of OCPP may hold what means something else there. */
const level = (name: string): string =>
  name.replace(/[+#/%\u0000]/g, (one) => `%${one.codePointAt(0)!.toString(16).padStart(2, '0')}`);
