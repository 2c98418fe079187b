// What a charge point of the plant does when it is told to.

import type { Kept, SetProfile } from './profiles.ts';
import { clear, keep, keptOf } from './profiles.ts';
import type { At, Habits, Misdeeds } from './charger.ts';
import type { Post } from './post.ts';
import type { Call } from './station-talk.ts';

export interface Orders {
  readonly profiles: Kept[];
  readonly posts: readonly Post[];
  readonly misdeeds: Misdeeds;
  readonly habits: Habits;
  sampleSeconds: number;
  start(post: Post, now: At): void;
  stop(post: Post, now: At): void;
  reboot(now: At): void;
  status(post: Post, now: At): void;
  say(text: string): void;
  changed(): void;
  unanswered(now: At): void;
}

type Hand = (orders: Orders, payload: Record<string, unknown>, now: At) => object;
const status = (text: string): object => ({ status: text });

const settings: Readonly<Record<string, string>> = {
  SupportedFeatureProfiles: 'Core,SmartCharging,RemoteTrigger',
  ChargeProfileMaxStackLevel: '10',
  ChargingScheduleAllowedChargingRateUnit: 'Current',
  ChargingScheduleMaxPeriods: '24',
  MaxChargingProfilesInstalled: '20',
  MeterValuesSampledData: 'Energy.Active.Import.Register,Current.Import,Power.Active.Import',
  MeterValueSampleInterval: '60',
};

/** A pause, and then the contactor. */
const switchMs = 5000;

/** On how many phases it goes on is what its TxProfile says last. False where it refuses that. */
function takesPhases(post: Post, { csChargingProfiles }: SetProfile, { switching }: Misdeeds, { mono }: At): boolean {
  const [period] = csChargingProfiles.chargingSchedule.chargingSchedulePeriod;
  const { numberPhases = 3, phaseToUse = 1 } = period!;
  const { outlet } = post;
  const stands = post.switching?.phases ?? (outlet.closed.length === 1 ? 1 : 3);
  if (numberPhases === stands) return true;
  outlet.switches += 1;
  if (switching === 'refuses') return false;
  if (switching !== 'ignores') post.switching = { at: mono + switchMs, phases: numberPhases, phaseToUse };
  return true;
}

const hands: Readonly<Record<string, Hand>> = {
  SetChargingProfile({ posts, profiles, habits, misdeeds, changed }, payload, now) {
    const said = payload as unknown as SetProfile;
    const isZero = said.csChargingProfiles.chargingSchedule.chargingSchedulePeriod.some(({ limit }) => limit === 0);
    if (habits.refusesAll === true || (habits.refusesZero === true && isZero)) return status('Rejected');
    const { transactionId, chargingProfilePurpose: purpose } = said.csChargingProfiles;
    const post = posts[said.connectorId - 1];
    const isOfAnother = transactionId !== undefined && transactionId !== post?.transactionId;
    if (purpose === 'TxProfile' && (post?.session === undefined || isOfAnother)) return status('Rejected');
    if (purpose === 'TxProfile' && habits.switches === true && !takesPhases(post!, said, misdeeds, now))
      return status('Rejected');
    keep(profiles, keptOf(said, post?.session));
    changed();
    return status('Accepted');
  },
  ClearChargingProfile({ profiles, changed }, payload) {
    changed();
    return status(clear(profiles, payload) ? 'Accepted' : 'Unknown');
  },
  GetConfiguration: ({ habits: { switches } }) => ({
    configurationKey: Object.entries({
      ...settings,
      ...(switches === true && { ConnectorSwitch3to1PhaseSupported: 'true' }),
    }).map(([key, value]) => ({ key, value, readonly: false })),
  }),
  ChangeConfiguration(orders, { key, value }) {
    if (settings[String(key)] === undefined) return status('NotSupported');
    if (key === 'MeterValueSampleInterval') orders.sampleSeconds = Number(value);
    return status('Accepted');
  },
  TriggerMessage({ posts, status: tell }, { requestedMessage, connectorId }, now) {
    if (requestedMessage !== 'StatusNotification') return status('NotImplemented');
    for (const post of posts) if (connectorId === undefined || post.evse === connectorId) tell(post, now);
    return status('Accepted');
  },
  RemoteStopTransaction({ posts, stop }, { transactionId }, now) {
    const post = posts.find((one) => one.session !== undefined && one.transactionId === transactionId);
    if (post === undefined) return status('Rejected');
    stop(post, now);
    return status('Accepted');
  },
  RemoteStartTransaction({ posts, start }, { connectorId }, now) {
    const post = posts[Number(connectorId ?? 1) - 1];
    if (post?.outlet.car === undefined || post.session !== undefined) return status('Rejected');
    start(post, now);
    return status('Accepted');
  },
  ChangeAvailability({ posts, status: tell, changed }, { connectorId, type }, now) {
    for (const post of posts) {
      if (connectorId !== 0 && post.evse !== connectorId) continue;
      post.isOperative = type === 'Operative';
      tell(post, now);
    }
    changed();
    return status('Accepted');
  },
  Reset(orders, _, now) {
    orders.reboot(now);
    return status('Accepted');
  },
};

export function obey(orders: Orders, { id, action, payload }: Call, now: At): void {
  if (orders.misdeeds.losesOrders) return orders.unanswered(now);
  const answer = hands[action]?.(orders, payload, now);
  if (orders.misdeeds.losesAnswers) return orders.unanswered(now);
  orders.say(JSON.stringify(answer === undefined ? [4, id, 'NotImplemented', '', {}] : [3, id, answer]));
}
