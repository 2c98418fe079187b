import { dialectOf } from '../../ocpp/dialects.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import { raiseNews } from '../asked/news.ts';
import { transactionNamed } from '../asked/reports.ts';
import type { Context } from './context.ts';
import { answer, rawOf, record } from './context.ts';
import { uplinksOf } from '../uplink/work.ts';

/**
 * NotifySettlement (2.1): kept before it is acknowledged, and told to the central system of the station, where that is one of
 * 2.1, until it takes it.
 */
export function hearSettlement(context: Context, { payload }: Extract<FromStation, { kind: 'settlement' }>): void {
  const { state, heard, station, now } = context;
  record(context, {
    kind: 'StationRemarked',
    station,
    happenedAt: now.utc,
    action: 'NotifySettlement',
    raw: rawOf(context),
  });
  for (const uplink of uplinksOf(state, station)) {
    const { id } = uplink.config;
    // A version that has no such message would hear what it cannot understand.
    if (uplink.config.role !== 'control' || uplink.config.mode === 'relay' || uplink.config.version !== '2.1') continue;
    const wording = dialectOf(uplink.config.version).toCsms.passed('NotifySettlement', payload, {
      transaction: (transaction) => transactionNamed(context, transaction),
    });
    raiseNews(state, heard.facts, id, wording, context.link.peer.version, now);
  }
  answer(context, { kind: 'empty' });
}
