// What a station says of smart charging besides its profiles, and what the site says upstream (block K).

import type {
  ClearedChargingLimitRequest,
  NotifyChargingLimitRequest,
  NotifyEVChargingNeedsRequest,
  NotifyEVChargingScheduleRequest,
  NotifyPriorityChargingRequest,
  PullDynamicScheduleUpdateRequest,
  ReportChargingProfilesRequest,
} from 'typed-ocpp/dist/ocpp21/types.js';
import type { ChargingProfile } from '../../model/charging-profile.ts';
import { isoOf } from '../../model/time.ts';
import type { Utc } from '../../model/time.ts';
import type { ChargingToCsms } from '../dialect.ts';
import type { ChargingHeard } from '../heard-charging.ts';
import type { Lose } from '../loss.ts';
import type { Passage } from '../order.ts';
import { cut } from '../text.ts';
import { parseTime } from '../time.ts';
import { readProfile, readSchedule, sayProfile, saySchedule } from './charging-profile.ts';
import type { Words } from './words.ts';

const longestSource = 20;

/** NotifyChargingLimit. Of several schedules the first counts. */
export function readChargingLimit(payload: NotifyChargingLimitRequest): ChargingHeard {
  const [schedule] = payload.chargingSchedule ?? [];
  return {
    kind: 'chargingLimit',
    evse: payload.evseId ?? 0,
    source: cut(payload.chargingLimit.chargingLimitSource, longestSource),
    ...(schedule !== undefined && { schedule: readSchedule(schedule) }),
  };
}

/** ClearedChargingLimit. */
export const readLimitCleared = ({ evseId, chargingLimitSource }: ClearedChargingLimitRequest): ChargingHeard => ({
  kind: 'limitCleared',
  evse: evseId ?? 0,
  source: cut(chargingLimitSource, longestSource),
});

/** NotifyEVChargingNeeds. A DC vehicle may say how full it is instead of how much it wants. */
export function readChargingNeeds({ evseId, chargingNeeds }: NotifyEVChargingNeedsRequest): ChargingHeard {
  const { departureTime, acChargingParameters: ac, dcChargingParameters: dc } = chargingNeeds;
  const departsAt = departureTime === undefined ? undefined : parseTime(departureTime);
  const energyWh = ac?.energyAmount ?? dc?.energyAmount ?? missingOf(dc);
  return {
    kind: 'chargingNeeds',
    evse: evseId,
    ...(departsAt !== undefined && { departsAt: departsAt as Utc }),
    ...(energyWh !== undefined && { energyWh }),
  };
}

type DcParameters = NonNullable<NotifyEVChargingNeedsRequest['chargingNeeds']['dcChargingParameters']>;

function missingOf(dc: DcParameters | undefined): number | undefined {
  if (dc?.evEnergyCapacity === undefined || dc.stateOfCharge === undefined) return undefined;
  return (Math.max(0, (dc.fullSoC ?? 100) - dc.stateOfCharge) / 100) * dc.evEnergyCapacity;
}

/** NotifyEVChargingSchedule. */
export const readVehicleSchedule = (payload: NotifyEVChargingScheduleRequest): ChargingHeard => ({
  kind: 'vehicleSchedule',
  evse: payload.evseId,
  schedule: readSchedule(payload.chargingSchedule),
});

/** ReportChargingProfiles. */
export const readProfilesReport = (payload: ReportChargingProfilesRequest): ChargingHeard => ({
  kind: 'profilesReported',
  request: payload.requestId,
  evse: payload.evseId,
  source: cut(payload.chargingLimitSource, longestSource),
  profiles: payload.chargingProfile.map(readProfile),
  hasMore: payload.tbc === true,
});

/** PullDynamicScheduleUpdate (2.1). */
export const readLimitPulled = ({ chargingProfileId }: PullDynamicScheduleUpdateRequest): ChargingHeard => ({
  kind: 'limitPulled',
  profile: chargingProfileId,
});

/** NotifyPriorityCharging (2.1). */
export const readPriority = ({ transactionId, activated }: NotifyPriorityChargingRequest): ChargingHeard => ({
  kind: 'priority',
  transaction: transactionId,
  activated,
});

/** What 2.0.1 has no word for is left out of a profile, or said as it counts. */
function withoutNews(profile: ChargingProfile): ChargingProfile {
  const { offline: _, updateSeconds: __, ...rest } = profile;
  if (rest.kind !== 'Dynamic') return rest;
  return { ...rest, kind: rest.schedule.startAt === undefined ? 'Relative' : 'Absolute' };
}

export const chargingToCsms = (words: Words): ChargingToCsms => ({
  report: ({ request, source, evse, profiles, hasMore }) => ({
    action: 'ReportChargingProfiles',
    payload: {
      requestId: request,
      chargingLimitSource: sourceIn(words, source),
      evseId: evse,
      chargingProfile: profiles.map((profile) =>
        sayProfile(words.version === '2.1' ? profile : withoutNews(profile), profile.transaction),
      ),
      ...(hasMore && { tbc: true }),
    },
  }),
  knows: (purpose) => words.purposes.has(purpose),
  limit: ({ source, isCritical, evse, schedule, from }) => ({
    action: 'NotifyChargingLimit',
    payload: {
      chargingLimit: { chargingLimitSource: sourceIn(words, source), ...(isCritical && { isGridCritical: true }) },
      ...(evse !== undefined && { evseId: evse }),
      ...(schedule !== undefined && {
        chargingSchedule: [{ id: 0, ...saySchedule(schedule), startSchedule: isoOf(from) }],
      }),
    },
  }),
  cleared: (source, evse) => ({
    action: 'ClearedChargingLimit',
    payload: { chargingLimitSource: sourceIn(words, source), ...(evse !== undefined && { evseId: evse }) },
  }),
});

/** Any short text in 2.1. */
const sourceIn = ({ limitSources }: Words, source: string): string =>
  limitSources === undefined || limitSources.has(source) ? source : 'Other';

/**
 * NotifyEVChargingNeeds of 2.1 for a version with fewer words and whole numbers: what the vehicle wants stays, as near as that
 * can say it.
 */
export function nearestNeeds({ transfers }: Words, payload: Passage, lose: Lose): Passage {
  const needs = payload['chargingNeeds'] as Passage | undefined;
  if (transfers === undefined || needs === undefined) return payload;
  const wanted = String(needs['requestedEnergyTransfer']);
  const nearest = transfers.has(wanted) ? wanted : nearestTransfers[wanted.slice(0, 2)];
  if (nearest === undefined) return payload;
  if (nearest !== wanted) lose('chargingNeeds.requestedEnergyTransfer', 'noSuchWord');
  return {
    ...payload,
    chargingNeeds: {
      ...needs,
      requestedEnergyTransfer: nearest,
      ...wholeIn(needs, 'acChargingParameters', lose),
      ...wholeIn(needs, 'dcChargingParameters', lose),
    },
  };
}

/** Bidirectional, with grid codes, by a pantograph: it is AC or DC all the same. Wireless is neither. */
const nearestTransfers: Readonly<Record<string, string>> = { AC: 'AC_three_phase', DC: 'DC' };

function wholeIn(needs: Passage, name: string, lose: Lose): Passage {
  const found = needs[name];
  if (typeof found !== 'object' || found === null) return {};
  const whole = Object.entries(found).map(([key, value]: [string, unknown]) => {
    if (typeof value !== 'number' || Number.isInteger(value)) return [key, value] as const;
    lose(`chargingNeeds.${name}.${key}`, 'rounded');
    return [key, Math.round(value)] as const;
  });
  return { [name]: Object.fromEntries(whole) };
}
