// One station with a vehicle that draws all that it may, and a person who tests how it falls back.

import type { ProvingView } from '../../src/core/prove/proving.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';
import type { Answer, PostOptions } from './post.ts';

export type Fault = 'refuses' | 'keeps' | 'forgetsAtReboot' | 'freeWhenCutOff' | 'forgetsAtSession';

export const fallbackAmps = 16;

export class Bench {
  readonly depot: Depot;
  fault: Fault | undefined;
  isFree = false;
  energyWh = 0;
  /** What it says to a limit with an end in the place of taking it. */
  says: Answer | undefined;
  /** It tells what it did with one only when it catches up. */
  isSlow = false;

  /** The second one says nothing to what it is told, and does nothing. */
  isSecondDeaf = false;

  constructor(fault?: Fault, count = 1, limitAmps = 40) {
    this.fault = fault;
    if (fault === 'refuses') this.says = { status: 'Rejected' };
    const options: PostOptions = {
      endsLimits: fault !== 'keeps',
      refuses: ({ level }, { csChargingProfiles: { chargingProfilePurpose } }) =>
        chargingProfilePurpose === 'TxDefaultProfile' && level > 0 ? this.says : undefined,
    };
    options.isSlow = ({ csChargingProfiles: { stackLevel } }) => this.isSlow && stackLevel > 0;
    const deaf: PostOptions = { refuses: () => (this.isSecondDeaf ? 'silence' : undefined) };
    const site = siteOf(count, limitAmps, (one) => ({
      ...one,
      stations: one.stations.map((station) => ({ ...station, fallbackAmps })),
    }));
    this.depot = ready(site, [options, deaf, {}]);
  }

  get post() {
    return this.depot.posts[0]!;
  }

  get station(): StationId {
    return this.post.id as StationId;
  }

  passes(seconds: number, isConnected = true): void {
    for (let one = 0; one < seconds; one += 10) {
      this.depot.passes(10);
      const isCharging = this.post.number() !== undefined;
      const amps = !isCharging ? 0 : this.isFree ? 32 : this.post.mayDraw();
      this.energyWh += (amps * 690 * 10) / 3600;
      if (!isConnected || !isCharging) continue;
      const sampledValue = [
        ...['L1', 'L2', 'L3'].map((phase) => ({
          value: amps.toFixed(1),
          measurand: 'Current.Import',
          phase,
          unit: 'A',
        })),
        { value: this.energyWh.toFixed(0), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      ];
      this.saysReading(0, sampledValue);
    }
  }

  saysReading(agoSeconds: number, sampledValue: readonly object[]): void {
    const timestamp = new Date(this.depot.harness().utc() - agoSeconds * 1000).toISOString();
    const meterValue = [{ timestamp, sampledValue }];
    this.post.says('MeterValues', { connectorId: 1, transactionId: this.post.number(), meterValue });
  }

  does(action: 'begin' | 'next' | 'end' | 'look'): ProvingView {
    const body = this.depot.harness().asks({ kind: 'prove', station: this.station, action });
    this.depot.settles();
    return body as ProvingView;
  }

  restartsSession(): void {
    if (this.post.number() !== undefined) this.post.stops();
    if (this.fault === 'forgetsAtSession' && this.does('look').step === 'newSession') this.isFree = true;
    this.depot.passes(5);
    this.post.starts();
  }

  reboots(): void {
    this.post.stops();
    this.post.drops();
    this.depot.passes(30);
    if (this.fault === 'forgetsAtReboot') this.post.forgets();
    this.post.connects().boots();
    this.depot.passes(15);
    this.post.starts();
  }

  isCutOff(seconds: number): void {
    this.post.drops();
    this.isFree = this.fault === 'freeWhenCutOff';
    this.passes(seconds, false);
    // What has an end ends without the gateway too.
    const { options, profiles } = this.post;
    if (options.endsLimits === true) profiles.splice(0, 9, ...profiles.filter(({ endsAt }) => endsAt === undefined));
    this.post.connects();
    this.depot.passes(1);
    // What was read while the limit was still in force, and could not be told then.
    this.saysReading(20, [{ value: '6.0', measurand: 'Current.Import', phase: 'L1', unit: 'A' }]);
    this.depot.passes(9);
    this.isFree = false;
  }

  /** All that a person does; the last view. */
  all(): ProvingView {
    this.does('begin');
    this.post.starts();
    this.passes(60);
    this.does('next');
    this.passes(30);
    this.passes(240);
    if (this.does('look').state === 'over') return this.does('look');
    this.does('next');
    this.reboots();
    this.passes(40);
    this.does('next');
    this.passes(20);
    this.isCutOff(170);
    this.passes(40);
    this.does('next');
    this.restartsSession();
    this.passes(40);
    return this.does('look');
  }
}
