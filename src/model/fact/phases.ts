import type { CommandId, StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** We told a charger or a station to switch an EVSE to one phase or to three. `CommandSettled` says what became of it. */
export interface PhasesCommanded {
  readonly kind: 'PhasesCommanded';
  readonly command: CommandId;
  readonly station: StationId;
  readonly evse: number;
  readonly phases: 1 | 3;
  /** The phase of the EVSE that a station with OCPP 2.x was told to use of three, 1 to 3. */
  readonly phaseToUse?: number;
  /** Why load control ordered it: for the sun, for room, or because nobody charges any more. Absent: a person did. */
  readonly why?: 'surplus' | 'room' | 'idle';
  readonly happenedAt: Utc;
}
