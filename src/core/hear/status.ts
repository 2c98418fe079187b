import type { StatusHeard } from '../../ocpp/heard.ts';
import type { Utc } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import { count } from '../state.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';
import { withProblem } from './problems.ts';

/** More EVSEs than a station has. */
const highestEvse = 64;

export function hearStatus(context: Context, said: StatusHeard): void {
  noteStatus(context, said);
  answer(context, { kind: 'empty' });
}

/** What a station of 1.6 says of its plug is news of the transaction there, for central systems that want to hear of it. */
function noteCharging({ part, station, heard }: Context, said: StatusHeard, happenedAt: Utc, isHistory: boolean): void {
  const known = openAt(part.transactions, said.evse);
  const { chargingState } = said;
  if (known === undefined || chargingState === undefined || known.chargingState === chargingState) return;
  heard.facts.push({
    kind: 'TransactionUpdated',
    station,
    evse: said.evse,
    transaction: known.transaction,
    chargingState,
    happenedAt,
    ...(isHistory && { history: true }),
  });
}

/** What is told of a place, whatever message told it. */
export function noteStatus(context: Context, said: StatusHeard): void {
  const { state, station, part, live } = context;
  const { kind: _, at: __, zoneless: ___, ...plain } = said;
  if (said.evse < 0 || said.evse > highestEvse) return count(state, 'strangeEvses');
  const { happenedAt, isHistory } = momentOf(context, said);
  live.reported.add(said.evse);
  const last = part.statuses.get(said.evse);
  const report = withProblem(context, plain);
  // 2.x says no more of an occupied plug: what it does is known from its transaction.
  const isOccupied = said.status === 'Occupied' && said.native === 'Occupied' && last?.status === 'Occupied';
  if (isOccupied && last.errorCode === report.errorCode) return;
  // How things were is no news of how they are.
  if (isHistory && last !== undefined && happenedAt < last.happenedAt) return count(state, 'oldStatuses');
  const isNews =
    last === undefined ||
    last.native !== report.native ||
    last.errorCode !== report.errorCode ||
    last.info !== report.info ||
    last.vendorErrorCode !== report.vendorErrorCode;
  if (!isNews) return;
  record(context, { kind: 'StatusReported', station, happenedAt, ...report });
  noteCharging(context, said, happenedAt, isHistory);
  // A transaction that was only told from the past may turn out to be under way.
  if (openAt(part.transactions, said.evse)?.history === true) state.reallocate = true;
}
