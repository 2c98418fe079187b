// GetChargingProfiles (K09): what the central system gave the site, and what limits the site besides (K24). The profiles come in
// reports of their own, one place after another.

import type { ChargingProfile } from '../../model/charging-profile.ts';
import type { EvseKey } from '../../model/ids.ts';
import type { GetChargingProfiles } from '../../ocpp/order.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { scheduleOf } from '../tell/site-limit.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';
import { storedOf } from './store-profile.ts';
import { numberFor } from '../uplink/numbers.ts';

/** In one message: far below what a frame may have. */
const mostTogether = 10;
/** Waiting for one central system; one that asks again and again loses the oldest. */
const mostReports = 800;
/** Of what limits the site besides; central systems count from 1. */
const externalId = 0;

interface Found {
  readonly evse: number;
  readonly source: string;
  readonly profile: ChargingProfile;
}

export function serveGetProfiles(context: OrderContext, order: GetChargingProfiles): void {
  const { state, from } = context;
  const uplink = uplinkOf(context);
  const charging = uplink === undefined ? undefined : dialectOf(uplink.config.version).toCsms.charging;
  if (uplink === undefined || charging === undefined || from.kind !== 'csms')
    return answerNow(context, order, { status: 'NotSupported' });
  const numberOf = (key: EvseKey | undefined): number => (key === undefined ? 0 : (numberFor(state, uplink, key) ?? 0));
  const stored = [...storedOf(state, from.uplink).values()].map(({ profile, evse }): Found => ({
    evse: numberOf(evse),
    source: 'CSO',
    profile,
  }));
  const outside = uplink.config.speaksFor === undefined ? externalOf(context) : [];
  const found = [...stored, ...outside].filter((one) => fits(order, one) && charging.knows(one.profile.purpose));
  answerNow(context, order, { status: found.length === 0 ? 'NoProfiles' : 'Accepted' });
  const groups = [...Map.groupBy(found, ({ evse, source }) => `${evse} ${source}`).values()].flatMap(inPieces);
  groups.forEach((group, at) => {
    const { evse, source } = group[0]!;
    const profiles = group.map(({ profile }) => profile);
    const hasMore = at < groups.length - 1;
    uplink.profileReports.push(charging.report({ request: order.request, source, evse, profiles, hasMore }));
  });
  uplink.profileReports.splice(0, Math.max(0, uplink.profileReports.length - mostReports));
}

function externalOf({ state, now }: OrderContext): Found[] {
  const limit = state.siteLimit;
  if (limit === undefined) return [];
  const profile: ChargingProfile = {
    id: externalId,
    stackLevel: 0,
    purpose: 'ChargingStationExternalConstraints',
    kind: 'Absolute',
    schedule: { ...scheduleOf(limit), startAt: now.utc },
  };
  return [{ evse: 0, source: limit.source, profile }];
}

function fits({ evse, ids, purpose, stackLevel, sources }: GetChargingProfiles, one: Found): boolean {
  const { profile } = one;
  if (evse !== undefined && one.evse !== evse) return false;
  if (ids !== undefined && !ids.includes(profile.id)) return false;
  if (purpose !== undefined && profile.purpose !== purpose) return false;
  if (sources !== undefined && !sources.includes(one.source)) return false;
  return stackLevel === undefined || profile.stackLevel === stackLevel;
}

const inPieces = (found: Found[]): Found[][] =>
  Array.from({ length: Math.ceil(found.length / mostTogether) }, (_, at) =>
    found.slice(at * mostTogether, (at + 1) * mostTogether),
  );
