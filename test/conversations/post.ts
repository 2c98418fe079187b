// A charge point that keeps charging profiles as the standard says, for conversations about limits. It answers by itself,
// and what it may draw is worked out from what it keeps.

import type { LinkId } from '../../src/model/ids.ts';
import type { Profile } from '../peers/station-profiles.ts';
import { clearProfiles, endProfiles, profileAmps, setProfile } from '../peers/station-profiles.ts';
import type { Frame, Harness } from './harness.ts';

export type Answer = object | 'silence' | { readonly code: string };

export interface PostOptions {
  readonly evses?: number;
  readonly ratingAmps?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly boot?: Readonly<Record<string, string>>;
  /** What it says to a profile instead of taking it. */
  refuses?: (profile: Profile, payload: Told) => Answer | undefined;
  /** It keeps what it refuses all the same. */
  readonly appliesFirst?: () => boolean;
  composite?: (connector: number) => object;
  /** It lets limits end that have an end. */
  endsLimits?: boolean;
  /** What it does with a profile is told only when it is asked to catch up. */
  isSlow?: (payload: Told) => boolean;
}

export interface Told {
  readonly connectorId: number;
  readonly csChargingProfiles: {
    readonly chargingProfileId: number;
    readonly stackLevel: number;
    readonly chargingProfilePurpose: string;
    readonly chargingProfileKind: string;
    readonly transactionId?: number;
    readonly validTo?: string;
    readonly chargingSchedule: {
      readonly chargingRateUnit: string;
      readonly duration?: number;
      readonly startSchedule?: string;
      readonly chargingSchedulePeriod: readonly { readonly startPeriod: number; readonly limit: number }[];
    };
  };
}

/** `TxProfile@1 16 A`. */
export const wordsOf = ({ connectorId, csChargingProfiles: profile }: Told): string => {
  const { chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule;
  return `${profile.chargingProfilePurpose}@${connectorId} ${chargingSchedulePeriod[0]!.limit} ${chargingRateUnit}`;
};

export interface Post {
  readonly id: string;
  readonly options: PostOptions;
  readonly profiles: Profile[];
  connects(): Post;
  boots(): Post;
  drops(): void;
  /** Answers everything that came. True when something had. */
  attends(): boolean;
  /** Tells what it was slow to tell. */
  catchesUp(): void;
  /** The gateway it belongs to now. */
  joins(depot: Harness): void;
  /** Its number, if it is told at once. */
  starts(evse?: number, token?: string): number;
  stops(evse?: number): void;
  /** Of its transaction, once it was told. */
  number(evse?: number): number | undefined;
  says(action: string, payload: object): Record<string, unknown>;
  /** Profiles that it was told since the last look, in words. */
  told(): string[];
  /** CALLs since the last look, but profiles. */
  calls(): (readonly [action: string, payload: Record<string, unknown>])[];
  readonly lastTold: () => Told | undefined;
  /** What an EVSE may draw now. */
  mayDraw(evse?: number): number;
  /** What it may draw in its transaction or when that ends, whichever is more. */
  mayDrawAtMost(evse?: number): number;
  /** Everything that it keeps is lost. */
  forgets(): void;
  readonly link: () => LinkId;
}

interface Place {
  session: string | undefined;
  readonly numbers: Map<string, number>;
}

export function newPost(first: Harness, id: string, options: PostOptions = {}): Post {
  let depot = first;
  let link = '' as LinkId;
  let messages = 0;
  let sessions = 0;
  const rating = options.ratingAmps ?? 32;
  const places = Array.from({ length: options.evses ?? 1 }, (): Place => ({ session: undefined, numbers: new Map() }));
  const profiles: Profile[] = [];
  let told: Told[] = [];
  let calls: (readonly [string, Record<string, unknown>])[] = [];
  const answers = new Map<string, Record<string, unknown>>();
  const late: Frame[] = [];
  const starting = new Map<string, Place>();

  const nextId = (): string => `${id}:${(messages += 1)}`;

  function obey(action: string, payload: Record<string, unknown>): Answer {
    switch (action) {
      case 'SetChargingProfile': {
        told.push(payload as unknown as Told);
        let said: Answer | undefined;
        const answer = setProfile(profiles, places, payload, (profile) => {
          said = options.refuses?.(profile, payload as unknown as Told);
          return said !== undefined && options.appliesFirst?.() !== true;
        });
        return said ?? answer;
      }
      case 'ClearChargingProfile':
        return clearProfiles(profiles, payload);
      case 'GetConfiguration':
        return {
          configurationKey: Object.entries(options.settings ?? {}).map(([key, value]) => ({
            key,
            value,
            readonly: true,
          })),
        };
      case 'GetCompositeSchedule':
        return options.composite?.(payload['connectorId'] as number) ?? { status: 'Rejected' };
      default:
        return { status: 'Accepted' };
    }
  }

  /** The number of a transaction comes before anything that names it. */
  function hears(message: string, payload: Record<string, unknown>): void {
    answers.set(message, payload);
    const place = starting.get(message);
    if (place?.session !== undefined) place.numbers.set(place.session, payload['transactionId'] as number);
  }

  function attends(): boolean {
    if (options.endsLimits === true) endProfiles(profiles, depot.utc());
    const frames = link === '' ? [] : depot.hears(link);
    for (const [type, message, ...rest] of frames) {
      if (type === 3) hears(message, rest[0] as Record<string, unknown>);
      if (type !== 2) continue;
      const [action, payload] = rest as [string, Record<string, unknown>];
      if (action !== 'SetChargingProfile') calls.push([action, payload]);
      const answer = obey(action, payload);
      if (answer === 'silence') continue;
      const frame: Frame = 'code' in answer ? [4, message, answer.code, '', {}] : [3, message, answer];
      if (action === 'SetChargingProfile' && options.isSlow?.(payload as unknown as Told) === true) late.push(frame);
      else depot.says(link, frame);
    }
    return frames.length > 0;
  }

  const mayDraw = (evse: number, session: string | undefined): number =>
    Math.min(rating, profileAmps(profiles, evse, session) ?? rating);

  const post: Post = {
    id,
    options,
    profiles,
    link: () => link,
    joins(next) {
      depot = next;
      link = '' as LinkId;
    },
    connects() {
      link = depot.connectStation(id);
      return post;
    },
    boots() {
      post.says('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One', ...options.boot });
      return post;
    },
    drops() {
      depot.drop(link);
      link = '' as LinkId;
    },
    attends,
    catchesUp() {
      for (const frame of late.splice(0)) depot.says(link, frame);
    },
    says(action, payload) {
      const message = nextId();
      depot.says(link, [2, message, action, payload]);
      while (attends()) continue;
      return answers.get(message) ?? {};
    },
    starts(evse = 1, token = `TAG-${id}`) {
      const place = places[evse - 1]!;
      place.session = `${id}#${(sessions += 1)}`;
      const timestamp = new Date(depot.utc()).toISOString();
      const message = nextId();
      starting.set(message, place);
      depot.says(link, [2, message, 'StartTransaction', { connectorId: evse, idTag: token, meterStart: 0, timestamp }]);
      while (attends()) continue;
      return place.numbers.get(place.session) ?? 0;
    },
    stops(evse = 1) {
      const place = places[evse - 1]!;
      const transactionId = place.numbers.get(place.session!)!;
      for (let at = profiles.length - 1; at >= 0; at -= 1)
        if (profiles[at]!.session === place.session) profiles.splice(at, 1);
      place.session = undefined;
      post.says('StopTransaction', { transactionId, meterStop: 1, timestamp: new Date(depot.utc()).toISOString() });
    },
    number(evse = 1) {
      const { session, numbers } = places[evse - 1]!;
      return session === undefined ? undefined : numbers.get(session);
    },
    told() {
      const words = told.map(wordsOf);
      told = [];
      return words;
    },
    calls() {
      const all = calls;
      calls = [];
      return all;
    },
    lastTold: () => told.at(-1),
    mayDraw: (evse = 1) => mayDraw(evse, places[evse - 1]!.session),
    mayDrawAtMost: (evse = 1) => Math.max(mayDraw(evse, places[evse - 1]!.session), mayDraw(evse, undefined)),
    forgets: () => void profiles.splice(0),
  };
  return post;
}
