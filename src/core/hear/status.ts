import type { FromStation } from '../../ocpp/heard.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';

export function hearStatus(context: Context, said: Extract<FromStation, { kind: 'status' }>): void {
  const { station, part, now } = context;
  const { kind: _, at, ...report } = said;
  const last = part.statuses.get(said.evse);
  const isNews =
    last === undefined ||
    last.native !== report.native ||
    last.errorCode !== report.errorCode ||
    last.info !== report.info ||
    last.vendorErrorCode !== report.vendorErrorCode;
  if (isNews) record(context, { kind: 'StatusReported', station, happenedAt: at ?? now.utc, ...report });
  answer(context, { kind: 'empty' });
}
