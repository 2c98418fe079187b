// What is known of a customer (N09) and to be forgotten of him (N10): by the gateway itself, and by stations of 2.x.

import type { OrderOf } from '../../ocpp/order.ts';
import { isoOf } from '../../model/time.ts';
import { knownToken } from '../../site/known-token.ts';
import { openReport, tellPart } from '../asked/reports.ts';
import { keyOf } from '../tokens/tokens.ts';
import type { OrderContext } from './context.ts';
import { answerNow, isCallable, uplinkOf } from './context.ts';
import { passToReport, stationsThatKnow } from './passed.ts';

type Ask = OrderOf<'customerInformation'>;

/** Who is meant: one of three, and which tokens we know is all that the gateway keeps of anybody. */
interface Asked {
  readonly report?: unknown;
  readonly clear?: unknown;
  readonly idToken?: { readonly idToken?: unknown };
  readonly customerIdentifier?: unknown;
  readonly customerCertificate?: unknown;
}

export function serveCustomerInformation(context: OrderContext, order: Ask): void {
  const { state, decided, now } = context;
  const uplink = uplinkOf(context);
  const asked = order.payload as Asked;
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  const named = [asked.idToken, asked.customerIdentifier, asked.customerCertificate].filter((one) => one !== undefined);
  if (named.length !== 1) return answerNow(context, order, { status: 'Invalid' });
  if (asked.report !== true && asked.clear !== true) return answerNow(context, order, { status: 'Rejected' });
  const own = asked.report === true ? dataOf(context, asked) : '';
  if (asked.clear === true) decided.facts.push({ kind: 'CacheCleared', from: uplink.config.id, happenedAt: now.utc });
  const stations = stationsThatKnow(context, order).filter((station) => isCallable(state, station, now));
  // The gateway has taken it, whatever stations say.
  const accepted = { status: 'Accepted' } as const;
  if (stations.length === 0) {
    answerNow(context, order, accepted);
    const about = {
      uplink: uplink.config.id,
      action: 'NotifyCustomerInformation',
      request: order.request ?? 0,
    } as const;
    const { report } = openReport(state, about, [], now);
    return tellPart(state, uplink, report, { data: own, generatedAt: isoOf(now.utc) }, false);
  }
  const report = passToReport(context, order, stations, 'NotifyCustomerInformation', () => accepted);
  if (report !== undefined) tellPart(state, uplink, report, { data: own, generatedAt: isoOf(now.utc) }, true);
}

/** One part of a report holds 512 characters; this is never so long. */
function dataOf({ state, from }: OrderContext, { idToken }: Asked): string {
  const token = idToken?.idToken;
  if (typeof token !== 'string' || from.kind !== 'csms') return '';
  const { listed, cached } = knownToken(state.ledger.tokens, keyOf(state, token), from.uplink);
  const lines = [
    listed === undefined ? undefined : `local list: ${listed.status}`,
    cached === undefined ? undefined : `authorization cache: ${cached.verdict.status}`,
  ];
  return lines.filter((line) => line !== undefined).join('; ');
}
