import type { LinkId, StationId, UplinkId } from '../../model/ids.ts';
import type { Repeat } from '../../ocpp/session.ts';

/** A CALL of a peer that waits for its answer. */
export interface Asker {
  readonly link: LinkId;
  /** The message id in its JSON form, for the echo. */
  readonly idText: string;
  /** By what a repeat of it gets the same answer; absent where every time counts. */
  readonly repeat?: Repeat;
  /** Its id is that of another CALL, which goes on waiting. */
  readonly isStray?: true;
  /** Its central system may answer it: what the gateway would say waits for that. */
  readonly relayed?: StationId;
  /** It was no CALL on a link of OCPP, but a command of an MQTT uplink, or a frame from there: by its key. */
  readonly told?: { readonly uplink: UplinkId; readonly key: string };
}
