import type { StatusHeard } from '../../ocpp/heard.ts';
import { openAt } from '../../site/transaction.ts';
import { count } from '../state.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';

/** More EVSEs than a station has. */
const highestEvse = 64;

export function hearStatus(context: Context, said: StatusHeard): void {
  noteStatus(context, said);
  answer(context, { kind: 'empty' });
}

function noteStatus(context: Context, said: StatusHeard): void {
  const { state, station, part, live } = context;
  const { kind: _, at: __, zoneless: ___, ...report } = said;
  if (said.evse < 0 || said.evse > highestEvse) return count(state, 'strangeEvses');
  const { happenedAt, isHistory } = momentOf(context, said);
  live.reported.add(said.evse);
  const last = part.statuses.get(said.evse);
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
  // A transaction that was only told from the past may turn out to be under way.
  if (openAt(part.transactions, said.evse)?.history === true) state.reallocate = true;
}
