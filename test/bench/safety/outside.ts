// Who limits the depot from outside while a run goes on, and what that means for what its chargers draw: profiles of the central
// system, limits of circuits over the API, and the control box of the grid operator with its heartbeat.

import type { AskId, CircuitId, UplinkId } from '../../../src/model/ids.ts';
import type { OutsideQuestion } from '../../../src/core/ports/outside.ts';
import type { Csms } from '../../peers/csms.ts';
import type { CsmsSide } from '../../sim/csms-side.ts';
import type { Network } from '../../sim/network.ts';
import type { Schedule } from '../../sim/schedule.ts';
import type { GatewayHost } from './gateway.ts';
import type { Charger } from './plant/charger.ts';
import type { Orders, Profile } from './orders.ts';
import type { Field } from './plant/field.ts';
import type { Plant } from './plant/plant.ts';
import type { Scenario } from './scenario.ts';

/** So much these chargers may draw together on each line; Infinity where nobody says anything. */
export interface Ceiling {
  readonly name: string;
  readonly chargers: readonly Charger[];
  readonly amps: () => number;
  /** Only who knows the time can keep it. */
  readonly isByClock: boolean;
}

export interface Outside {
  /** By the word of the grid operator, of the central system and of the control box. */
  readonly ceilings: readonly Ceiling[];
  /** What a circuit may carry by the word of the API. */
  readonly circuitAmps: (circuit: string) => number;
  /** `silent`: nothing is heard of the control box. `alive`: nothing but its heartbeat. */
  setBox(is: 'speaks' | 'alive' | 'silent'): void;
  answered(ask: AskId, body: unknown): void;
  /** The gateway died: what the control box said is gone with it. */
  died(): void;
}

const second = 1000;
const heartbeatMs = 20 * second;
const boxAgainMs = 90 * second;
/** EEBUS LPC: so long without a heartbeat, and the failsafe limit holds. */
const silenceMs = 120 * second;
const csms = 'csms' as UplinkId;

interface Parts {
  readonly scenario: Scenario;
  readonly plant: Plant;
  readonly schedule: Schedule;
  readonly network: Pick<Network, 'now'>;
  readonly gateway: GatewayHost;
  readonly system: Csms;
  readonly side: CsmsSide;
  readonly field: Field;
}

export function createOutside(parts: Parts): Outside {
  const { scenario, plant, schedule } = parts;
  const { circuits = [], profiles = [], controlBox = [] } = scenario.orders ?? {};
  const waiting = new Map<AskId, () => void>();
  let asks = 0;

  /** Until it is answered with yes, however late that comes: a disk may be slow. */
  function ask(question: OutsideQuestion, isWanted: () => boolean, accepted: () => void): void {
    if (!isWanted()) return;
    const id = `outside-${(asks += 1)}` as AskId;
    waiting.set(id, () => isWanted() && accepted());
    parts.gateway.driver()?.offer({ kind: 'ask', ask: id, question });
    schedule.after(2 * second, () => waiting.has(id) && ask(question, isWanted, accepted));
  }

  const said = new Map<string, number>();
  for (const [at, { atMs, circuit, amps }] of circuits.entries())
    schedule.at(atMs, () => {
      if (amps === undefined || amps > (said.get(circuit) ?? Infinity)) said.set(circuit, amps ?? Infinity);
      const isLast = (): boolean => !circuits.some((one, place) => place > at && one.atMs <= schedule.now());
      const id = circuit as CircuitId;
      ask(
        amps === undefined
          ? { kind: 'clearCircuitLimit', circuit: id }
          : { kind: 'setCircuitLimit', circuit: id, amps },
        isLast,
        () => said.set(circuit, amps ?? Infinity),
      );
    });

  const taken = new Map<number, { readonly froms: readonly number[]; readonly profile: Profile }>();
  let calls = 0;
  /** Told again while nobody answers; which of them a gateway that died on the way has kept, nobody knows. */
  function tell(profile: Profile, before: readonly { readonly id: string; readonly from: number }[] = []): void {
    const told = [...before, { id: `csms-${(calls += 1)}`, from: schedule.now() }];
    parts.side.act(csms, parts.system.call('SetChargingProfile', payloadOf(profile, parts.network.now().utc)));
    schedule.after(3 * second, () => {
      const answers = told.map(({ id }) => parts.system.answers.get(id) as { status?: string } | undefined);
      if (!answers.some((answer) => answer?.status === 'Accepted')) tell(profile, told);
      else taken.set(profile.id, { froms: told.map(({ from }) => from), profile });
    });
  }
  for (const profile of profiles) schedule.at(profile.atMs, () => tell(profile));
  const allowed = (id: number): number => {
    const one = taken.get(id);
    if (one === undefined) return Infinity;
    const steps = Object.entries(one.profile.amps);
    const saysNow = (from: number): number =>
      steps.findLast(([at]) => from + Number(at) * second <= schedule.now())?.[1] ?? Infinity;
    return Math.max(...one.froms.map(saysNow));
  };
  const chargersOf = ({ connector }: Profile): readonly Charger[] =>
    connector === 0
      ? plant.chargers
      : [plant.chargers.find((one) => one.id === scenario.site.stations[connector - 1]!.id)!];
  const ids = [...new Map(profiles.map((one) => [one.id, one])).values()];

  const box = newBox(parts, controlBox, ask);
  const { field } = parts;
  const dimmed = {
    name: 'dimmed',
    chargers: plant.chargers,
    amps: () => (field.isDimmed ? (scenario.site.inputs?.[0]?.dimAmps ?? Infinity) : Infinity),
    isByClock: false,
  };
  return {
    ceilings: [
      dimmed,
      ...ids.map((one) => ({
        name: `central system, profile ${one.id}`,
        chargers: chargersOf(one),
        amps: () => allowed(one.id),
        isByClock: true,
      })),
      ...(controlBox.length > 0
        ? [{ name: 'control box', chargers: plant.chargers, amps: box.amps, isByClock: false }]
        : []),
    ],
    circuitAmps: (circuit) => said.get(circuit) ?? Infinity,
    setBox: box.set,
    died: box.died,
    answered(id, body) {
      const accepted = waiting.get(id);
      const isRefused = typeof body === 'object' && body !== null && 'problem' in body;
      if (accepted === undefined || isRefused) return;
      waiting.delete(id);
      accepted();
    },
  };
}

function newBox(
  { scenario, schedule }: Parts,
  steps: NonNullable<Orders['controlBox']>,
  ask: (question: OutsideQuestion, isWanted: () => boolean, accepted: () => void) => void,
) {
  const failsafe = scenario.site.gridControl?.failsafeAmps ?? Infinity;
  let is: 'speaks' | 'alive' | 'silent' = 'speaks';
  let heardAt = -Infinity;
  let limit: number | undefined;
  const wanted = (): number => steps.findLast(({ atMs }) => atMs <= schedule.now())?.amps ?? failsafe;

  function beat(): void {
    if (is !== 'silent')
      ask(
        { kind: 'gridHeartbeat' },
        () => is !== 'silent',
        () => (heardAt = schedule.now()),
      );
    schedule.after(heartbeatMs, beat);
  }
  function say(): void {
    if (is !== 'speaks') return;
    const amps = wanted();
    ask(
      { kind: 'gridLimit', active: true, amount: { amps } },
      () => is === 'speaks' && amps === wanted(),
      () => (limit = amps),
    );
  }
  function again(): void {
    say();
    schedule.after(boxAgainMs, again);
  }
  if (steps.length > 0) {
    beat();
    schedule.after(2 * second, again);
    for (const { atMs } of steps) schedule.at(atMs, say);
  }
  return {
    amps(): number {
      if (schedule.now() - heardAt >= silenceMs) limit = undefined;
      return limit ?? failsafe;
    },
    set(next: typeof is): void {
      is = next;
      if (is === 'speaks' && steps.length > 0) say();
    },
    died: () => void (limit = undefined),
  };
}

const payloadOf = ({ connector, id, amps }: Profile, utc: number): object => ({
  connectorId: connector,
  csChargingProfiles: {
    chargingProfileId: id,
    stackLevel: 0,
    chargingProfilePurpose: connector === 0 ? 'ChargePointMaxProfile' : 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      chargingRateUnit: 'A',
      startSchedule: new Date(utc).toISOString(),
      chargingSchedulePeriod: Object.entries(amps).map(([at, limit]) => ({ startPeriod: Number(at), limit })),
    },
  },
});
