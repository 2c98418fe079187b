import type { Fact } from '../../model/fact/fact.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { StationAnswer } from './ticket.ts';

/** The station has the value, now or after it starts again. */
export const isTaken = ({ answer }: StationAnswer): boolean =>
  answer.status === 'Accepted' || answer.status === 'RebootRequired';

/** What a change that was taken teaches of the station. */
export function learned({ station, order }: StationAnswer): Fact {
  const { key, value } = order as OrderOf<'changeSetting'>;
  return { kind: 'StationLearned', station, about: { settings: { [key]: { value, readonly: false } } } };
}
