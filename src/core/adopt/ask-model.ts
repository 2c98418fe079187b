// The device model of a station of OCPP 2.x (B07.FR.14): asked once per firmware, and learned page by page as it comes.

import type { Mono, Utc } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { GetBaseReport } from '../../ocpp/device-order.ts';
import type { ReportInHand } from '../../site/adoption.ts';
import type { Step, StepContext } from './step.ts';

/** A station that says nothing of its report for so long has none, or lost the rest of it. */
const silenceMs = 30_000;
/** A report of which a page is missing is asked for once more; after that what came has to do. */
const mostAttempts = 2;

export const askModel: Step = {
  name: 'ask model',
  next: (context, now, at) => {
    const { part, live } = context;
    if (part.capabilities.inventory !== undefined) return undefined;
    const { report } = live.adoption;
    if (report === undefined) return ask(context, 'FullInventory', 1, now, at);
    const until = after(report.heardAt, silenceMs);
    switch (report.state) {
      case 'asked':
      case 'coming':
        if (now < until) return { waitUntil: until };
        return again(context, report, now, at);
      case 'torn':
        return again(context, report, now, at);
      case 'refused':
        return report.base === 'FullInventory' ? ask(context, 'ConfigurationInventory', 1, now, at) : undefined;
      default:
        return undefined;
    }
  },
  heard: ({ live, station }, order, { status }) => {
    const { report } = live.adoption;
    if (order.kind !== 'getBaseReport' || report?.request !== order.request || report.state !== 'asked') return [];
    if (status === 'Accepted') return [];
    const isRefused = status === 'NotSupported' || status === 'EmptyResultSet';
    report.state = isRefused ? 'refused' : 'failed';
    if (!isRefused || report.base === 'FullInventory') return [];
    return [{ kind: 'StationLearned', station: station.id, about: { inventory: 'none' } }];
  },
};

function again(context: StepContext, { attempt, base }: ReportInHand, now: Mono, at: Utc): GetBaseReport | undefined {
  return attempt < mostAttempts ? ask(context, base, attempt + 1, now, at) : undefined;
}

function ask({ live }: StepContext, base: ReportInHand['base'], attempt: number, now: Mono, at: Utc): GetBaseReport {
  // Another number than any report that may still be on its way.
  const last = live.adoption.report?.request ?? 0;
  const request = Math.max(last + 1, Math.floor(at / 1000) % 0x7fff_0000);
  live.adoption.report = {
    request,
    base,
    attempt,
    state: 'asked',
    next: 0,
    hasGap: false,
    variables: 0,
    heardAt: now,
  };
  return { kind: 'getBaseReport', request, base };
}
