// One station with all that was learned of it (`GET /api/v1/stations/:id`).

import type { Capabilities } from '../model/capabilities.ts';
import { quirks } from '../ocpp/quirks.ts';
import type { PendingView } from './stations-view.ts';
import type { StationView } from './site-view.ts';

export interface StationDetailView extends StationView {
  readonly at: string;
  readonly state: 'planned' | 'installed' | 'isolated' | 'retired';
  /** Of the connection that is open. */
  readonly version?: string;
  readonly securityProfile: number;
  readonly connectedSince?: string;
  /** As it reports it. */
  readonly serial?: string;
  /** Since when it runs this model and firmware: what was learned is forgotten with another. */
  readonly modelSince?: string;
  readonly capabilities: readonly LearnedView[];
  readonly quirks: readonly QuirkView[];
  readonly settings: readonly { readonly name: string; readonly value?: string; readonly readonly: boolean }[];
  /** How it holds its limits, and how that is known of its fallback. */
  readonly holding: readonly { readonly evse: number; readonly holding: string; readonly takesLimits: string }[];
  readonly fallback: {
    readonly state: 'proved' | 'declared' | 'failed';
    readonly evses: readonly { readonly evse: number; readonly amps: number }[];
  };
  /** Limits that it refused, and has not taken since. */
  readonly lastRefusals: readonly { readonly place: string; readonly amps?: number; readonly times: number }[];
  /** What it says does not work. */
  readonly problems: readonly { readonly evse: number; readonly text: string }[];
  /** Why it was turned away at the door, when it was last. */
  readonly turnedAway?: PendingView;
  readonly deviceModel: { readonly settings: number; readonly inventory?: string };
}

export interface LearnedView {
  readonly name: string;
  readonly value: string;
  /** How it is known. */
  readonly source: string;
}

export interface QuirkView {
  readonly number: number;
  /** What becomes of it. */
  readonly text: string;
  readonly seenIn: string;
  /** How often in this run of the gateway; absent for what is remembered. */
  readonly times?: number;
}

const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

type Row = readonly [name: string, value: string | undefined, source: string];

export function capabilitiesView(known: Capabilities): LearnedView[] {
  const { limits, connectors, clockOffsetSeconds, callTimeoutSeconds } = known;
  const rows: Row[] = [
    ['Feature profiles', known.featureProfiles && list(known.featureProfiles), 'SupportedFeatureProfiles'],
    ['Connectors', connectors === undefined ? undefined : String(connectors), 'NumberOfConnectors'],
    ['Actions that it does not know', known.unknownActions && list(known.unknownActions), 'it answered NotImplemented'],
    ['Report of its device model', known.inventory, 'GetBaseReport'],
    ['Limits that it takes as', limits && list(limits.works), 'it accepted them'],
    ['Limits that it refuses as', limits && list(limits.refused), 'it refused them'],
    ['A limit of 0', limits?.zeroOk === undefined ? undefined : limits.zeroOk ? 'taken' : 'refused', 'it was told one'],
    [
      'Stack level of a TxProfile',
      limits?.level === undefined ? undefined : String(limits.level),
      'it refused higher ones',
    ],
    ['Limits that end by themselves', known.lease, 'busbar stations prove'],
    [
      'Clock ahead of ours, seconds',
      clockOffsetSeconds === undefined ? undefined : String(clockOffsetSeconds),
      'its timestamps',
    ],
    [
      'Seconds that an answer may take',
      callTimeoutSeconds === undefined ? undefined : String(callTimeoutSeconds),
      'it answered late',
    ],
    ['Compression nobody agreed to', known.noDeflate === true ? 'yes: none is offered' : undefined, 'its frames'],
    [
      'Profiles of others that it keeps',
      known.foreignProfiles && list(known.foreignProfiles.map(({ id, purpose }) => `${purpose} ${id}`)),
      'GetChargingProfiles',
    ],
  ];
  return rows.flatMap(([name, value, source]) => (value === undefined ? [] : [{ name, value, source }]));
}

/** What is secret is named, never shown. */
const secret = /key|passw|secret|pin/i;

export const settingsView = ({ settings = {} }: Capabilities): StationDetailView['settings'] =>
  Object.entries(settings).map(([name, { value, readonly }]) => ({
    name,
    ...(value !== undefined && { value: secret.test(name) ? '…' : value }),
    readonly,
  }));

/** Those that showed: by what is remembered, and by what was mended in this run. */
export function quirksView(
  known: Capabilities,
  mended: ReadonlyMap<number, number>,
  takesNoLimit: boolean,
): QuirkView[] {
  const numbers = new Map<number, number | undefined>(mended);
  const remember = (holds: boolean, number: number): void =>
    void (holds && !numbers.has(number) && numbers.set(number, undefined));
  remember(known.clockOffsetSeconds !== undefined && known.clockOffsetSeconds !== 0, 7);
  remember(known.noDeflate === true, 26);
  remember(known.callTimeoutSeconds !== undefined, 33);
  remember((known.limits?.refused.length ?? 0) > 0, 34);
  remember(takesNoLimit, 35);
  remember(known.limits?.zeroOk === false, 38);
  return [...numbers]
    .sort(([one], [other]) => one - other)
    .flatMap(([number, times]) => {
      const quirk = quirks.find((one) => one.number === number);
      if (quirk === undefined) return [];
      return [{ number, text: quirk.becomes, seenIn: quirk.seenIn, ...(times !== undefined && { times }) }];
    });
}
