import type { EvseKey, LinkId, StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';

/** A transaction that is open although its token was refused: what is done about it, and when. */
export interface Unwelcome {
  readonly station: StationId;
  readonly evse: EvseKey;
  /** By which the station knows it. */
  readonly number: number;
  readonly policy: 'stop' | 'noEnergy';
  /** The connection in which it was seen to go on. */
  link: LinkId | undefined;
  /** Nothing is to be done before. */
  actAt: Mono;
  /** When it was noted, or last found to go on in a new connection. */
  seenAt: Mono;
  /** It may take some energy still. */
  isAllowed: boolean;
  /** The station was told to stop it, in this connection. */
  wasTold: boolean;
  /** It gets no energy any more. */
  isWithheld: boolean;
}
