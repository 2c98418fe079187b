// A CALL of OCPP that an MQTT uplink has for a station.

import type { StationId } from '../../model/ids.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import type { Feeding } from './feeding.ts';

export interface Down {
  readonly feeding: Feeding;
  readonly heard: Heard;
  readonly station: StationId;
  readonly frame: CallFrame;
  /** As it was written. */
  readonly text: string;
  /** By what it is known. */
  readonly key: string;
}
