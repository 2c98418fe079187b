// A charging station of OCPP 2.x that keeps charging profiles as the standard says: through the loss of its central system, and
// each for as long as it says. What it may draw is worked out from what it keeps.

import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import type { Harness } from '../harness.ts';

type Payload = Readonly<Record<string, unknown>>;

interface Named {
  readonly component: { readonly name: string };
  readonly variable: { readonly name: string; readonly instance?: string };
}

export interface Profile {
  readonly id: number;
  readonly evse: number;
  readonly stackLevel: number;
  readonly purpose: string;
  readonly kind: string;
  readonly transaction?: string;
  readonly validTo?: number;
  readonly maxOffline?: number;
  readonly isFinal: boolean;
  limit: number;
}

export class Post {
  readonly id: string;
  readonly version: Version;
  harness: Harness;
  link = '' as LinkId;
  readonly profiles: Profile[] = [];
  transaction: string | undefined;
  /** Orders that it got since the last look. */
  told: [action: string, payload: Payload][] = [];
  /** The first orders after it came. */
  first: [action: string, payload: Payload][] = [];
  /** Actions that it refuses. */
  readonly refuses = new Set<string>();
  /** Purposes of profiles that it takes none of, by its version's words; `0` after it: of the whole station. */
  readonly takesNo = new Set<string>();
  /** Ids of profiles that it does not let go. */
  readonly keeps = new Set<number>();
  /** Its variables, by component and name. */
  readonly variables = new Map<string, string>();
  /** How it reports what it holds: page by page, never, or the first page without an end. */
  reports: 'pages' | 'never' | 'endless' = 'pages';
  readonly answers = new Map<string, Payload>();
  offlineSince: number | undefined;
  messages = 0;
  seqNo = 0;

  constructor(harness: Harness, id: string, version: Version) {
    this.harness = harness;
    this.id = id;
    this.version = version;
  }

  connects(): this {
    this.link = this.harness.connectStation(this.id, this.version);
    this.offlineSince = undefined;
    return this;
  }

  boots(): this {
    const chargingStation = { vendorName: 'Acme', model: 'Two', serialNumber: `${this.id}-1` };
    this.says('BootNotification', { reason: 'PowerUp', chargingStation });
    this.says('StatusNotification', { timestamp: this.now(), connectorStatus: 'Available', evseId: 1, connectorId: 1 });
    return this;
  }

  drops(): void {
    this.harness.drop(this.link);
    this.isCutOff();
  }

  /** Its gateway is gone. */
  isCutOff(): void {
    this.link = '' as LinkId;
    this.offlineSince = this.harness.utc();
  }

  says(action: string, payload: object): Payload {
    const id = `${this.id}:${(this.messages += 1)}`;
    this.harness.says(this.link, [2, id, action, payload]);
    this.attends();
    return this.answers.get(id) ?? {};
  }

  event(eventType: string, triggerReason: string, more: object = {}, info: object = {}): Payload {
    return this.says('TransactionEvent', {
      eventType,
      timestamp: this.now(),
      triggerReason,
      seqNo: this.seqNo++,
      transactionInfo: { transactionId: this.transaction!, ...info },
      ...more,
    });
  }

  starts(token = '04AABBCC'): void {
    this.transaction = `tx-${this.id}-${this.messages}`;
    this.seqNo = 0;
    const who = { evse: { id: 1, connectorId: 1 }, idToken: { idToken: token, type: 'ISO14443' } };
    this.event('Started', 'Authorized', who, { chargingState: 'Charging' });
  }

  stops(): void {
    this.event('Ended', 'EVDeparted', {}, { stoppedReason: 'EVDisconnected' });
    for (let at = this.profiles.length - 1; at >= 0; at -= 1)
      if (this.profiles[at]!.purpose === 'TxProfile') this.profiles.splice(at, 1);
    this.transaction = undefined;
  }

  /** True when something had come. */
  attends(): boolean {
    const frames = this.link === '' ? [] : this.harness.hears(this.link);
    for (const [type, id, ...rest] of frames) {
      if (type === 3) this.answers.set(id, rest[0] as Payload);
      if (type !== 2) continue;
      const [action, payload] = rest as [string, Payload];
      this.told.push([action, payload]);
      this.harness.says(this.link, [3, id, this.obey(action, payload)]);
      if (action === 'GetChargingProfiles') this.report(payload);
    }
    return frames.length > 0;
  }

  obey(action: string, payload: Payload): object {
    if (this.refuses.has(action)) return { status: 'Rejected' };
    switch (action) {
      case 'SetChargingProfile':
        return this.take(payload['evseId'] as number, payload['chargingProfile'] as Payload);
      case 'UpdateDynamicSchedule': {
        const profile = this.profiles.find(({ id }) => id === payload['chargingProfileId']);
        if (profile?.kind !== 'Dynamic') return { status: 'Rejected' };
        profile.limit = (payload['scheduleUpdate'] as { limit: number }).limit;
        return { status: 'Accepted' };
      }
      case 'ClearChargingProfile': {
        const criteria = payload['chargingProfileCriteria'] as Payload | undefined;
        const gone = this.profiles.filter(
          ({ id, purpose }) => id === payload['chargingProfileId'] || purpose === criteria?.['chargingProfilePurpose'],
        );
        for (const one of gone) if (!this.keeps.has(one.id)) this.profiles.splice(this.profiles.indexOf(one), 1);
        return { status: gone.length > 0 ? 'Accepted' : 'Unknown' };
      }
      case 'GetChargingProfiles':
        return { status: this.reports !== 'pages' || this.meant(payload).length > 0 ? 'Accepted' : 'NoProfiles' };
      case 'GetVariables':
        return { getVariableResult: (payload['getVariableData'] as Named[]).map((one) => this.variable(one)) };
      case 'GetCompositeSchedule':
        return { status: 'Rejected' };
      default:
        return { status: 'Accepted' };
    }
  }

  variable({ component, variable }: Named): object {
    const name = variable.instance === undefined ? variable.name : `${variable.name}[${variable.instance}]`;
    const attributeValue = this.variables.get(`${component.name}.${name}`);
    const attributeStatus = attributeValue === undefined ? 'UnknownVariable' : 'Accepted';
    return { component, variable, attributeStatus, ...(attributeValue !== undefined && { attributeValue }) };
  }

  /** What it is asked about of what it holds. */
  meant({ chargingProfile }: Payload): Profile[] {
    const wanted = (chargingProfile as Payload)['chargingProfilePurpose'];
    return this.profiles.filter(({ purpose }) => purpose === wanted);
  }

  /** One profile a page. */
  report(payload: Payload): void {
    if (this.refuses.has('GetChargingProfiles') || this.reports === 'never') return;
    const found = this.reports === 'pages' ? this.meant(payload) : Array.from({ length: 80 }, () => this.profiles[0]!);
    for (const [at, one] of found.entries())
      this.says('ReportChargingProfiles', {
        requestId: payload['requestId'],
        chargingLimitSource: one.purpose === 'ChargingStationExternalConstraints' ? 'EMS' : 'CSO',
        evseId: one.evse,
        chargingProfile: [
          {
            id: one.id,
            stackLevel: one.stackLevel,
            chargingProfilePurpose: one.purpose,
            chargingProfileKind: one.kind,
            chargingSchedule: [
              { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: one.limit }] },
            ],
          },
        ],
        ...((at < found.length - 1 || this.reports === 'endless') && { tbc: true }),
      });
  }

  take(evse: number, said: Payload): object {
    const transaction = said['transactionId'] as string | undefined;
    const purpose = said['chargingProfilePurpose'] as string;
    if (this.takesNo.has(evse === 0 ? `${purpose}0` : purpose)) return { status: 'Rejected' };
    if (purpose === 'TxProfile' && (transaction === undefined || transaction !== this.transaction))
      return { status: 'Rejected' };
    const [schedule] = said['chargingSchedule'] as { chargingSchedulePeriod: { limit: number }[] }[];
    const profile: Profile = {
      id: said['id'] as number,
      evse,
      stackLevel: said['stackLevel'] as number,
      purpose,
      kind: said['chargingProfileKind'] as string,
      ...(transaction !== undefined && { transaction }),
      ...(said['validTo'] !== undefined && { validTo: Date.parse(said['validTo'] as string) }),
      ...(said['maxOfflineDuration'] !== undefined && { maxOffline: said['maxOfflineDuration'] as number }),
      isFinal: said['invalidAfterOfflineDuration'] === true,
      limit: schedule!.chargingSchedulePeriod[0]!.limit,
    };
    const at = this.profiles.findIndex(({ id }) => id === profile.id);
    if (at >= 0) this.profiles.splice(at, 1);
    this.profiles.push(profile);
    return { status: 'Accepted' };
  }

  /** At a moment of its own clock; nothing that it holds counts for ever when it is alone. */
  mayDraw(at: number = this.harness.utc()): number {
    const alone = this.offlineSince === undefined ? 0 : (at - this.offlineSince) / 1000;
    const counts = ({ validTo = Infinity, maxOffline = Infinity }: Profile): boolean =>
      at < validTo && (this.offlineSince === undefined || alone < maxOffline);
    const highest = (purpose: string): Profile | undefined =>
      this.profiles
        .filter((one) => one.purpose === purpose && counts(one))
        .sort((a, b) => b.stackLevel - a.stackLevel || b.evse - a.evse)[0];
    const own = highest('TxProfile') ?? highest('TxDefaultProfile');
    return Math.min(32, own?.limit ?? 32, highest('ChargingStationMaxProfile')?.limit ?? 32);
  }

  /** What it was told since the last look. */
  orders(action?: string): Payload[] {
    const all = this.told;
    this.told = [];
    return all.flatMap(([name, payload]) => (action === undefined || name === action ? [payload] : []));
  }

  now(): string {
    return new Date(this.harness.utc()).toISOString();
  }
}
