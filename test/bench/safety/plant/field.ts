// What hangs on wires other than OCPP: Modbus chargers, the contact of the grid operator, and the meters of the circuits.

import type { BusRequest, BusResult, LineId } from '../../../../src/model/bus.ts';
import type { Chance, Schedule } from '../../../sim/schedule.ts';
import type { GatewayHost } from '../gateway.ts';
import type { Scenario } from '../scenario.ts';
import { contactHost } from '../scenario.ts';
import type { At, Charger } from './charger.ts';
import type { CircuitMeter } from './circuit-meter.ts';
import { createCircuitMeter } from './circuit-meter.ts';
import type { Plant } from './plant.ts';

export interface Field {
  readonly meters: readonly CircuitMeter[];
  /** Whether the grid operator dims the site now. */
  isDimmed: boolean;
  /** Its contact cannot be read. */
  isContactLost: boolean;
  /** Another process opens the lines. */
  open(): void;
  take(line: LineId, request: BusRequest): void;
  tick(now: At): void;
  silence(charger: Charger, isSilent: boolean): void;
  isSilent(charger: Charger): boolean;
  /**
   * It was silent, or the gateway died, and nobody has asked it anything since then: a line asks a silent device now and then
   * only, and what limits the depot for a while holds while the gateway lives (design §8).
   */
  isAway(charger: Charger): boolean;
}

/** There and back again. */
const busMs = 8;
const patienceMs = 1000;

export function createField(
  { site }: Scenario,
  plant: Plant,
  schedule: Schedule,
  chance: Chance,
  gateway: GatewayHost,
): Field {
  let opened = 1;
  /** Connections that each line lost. */
  const lost = new Map<LineId, number>();
  const hosts = new Map<LineId, Plant['boxes'][number]>();
  const away = new Set<Charger>();
  for (const { id, modbus } of site.stations)
    if (modbus !== undefined && 'host' in modbus.at)
      hosts.set(
        `tcp:${modbus.at.host}:502` as LineId,
        plant.boxes.find((one) => one.id === id)!,
      );
  const meters = (site.meters ?? []).map((meter) => {
    const circuit = site.circuits.findIndex((one) => one.meter === meter.id);
    return { meter, circuit, body: createCircuitMeter(chance), nextAt: chance.between(0, meter.periodMs) };
  });

  function answerOf(line: LineId, request: BusRequest): BusResult | undefined {
    if (line === `tcp:${contactHost}:502` && field.isContactLost) return undefined;
    if (line === `tcp:${contactHost}:502`) return { kind: 'words', words: [field.isDimmed ? 1 : 0] };
    const result = hosts.get(line)?.box.device(request, schedule.now());
    if (result !== undefined && away.size > 0) away.delete(hosts.get(line)!);
    return result;
  }

  const field: Field = {
    meters: meters.map(({ body }) => body),
    isDimmed: false,
    isContactLost: false,
    open() {
      opened += 1;
      for (const box of plant.boxes) away.add(box);
    },
    take(line, request) {
      const { driver } = gateway;
      const to = driver();
      const connection = 1000 * opened + (lost.get(line) ?? 0);
      const answer = (result: BusResult): void => {
        if (driver() === to) to?.offer({ kind: 'bus', line, request: request.id, connection, result });
      };
      schedule.after(busMs / 2, () => {
        const result = answerOf(line, request);
        if (result !== undefined) return schedule.after(busMs / 2, () => answer(result));
        lost.set(line, (lost.get(line) ?? 0) + 1);
        return schedule.after(patienceMs, () => answer({ kind: 'lost', why: 'timeout', detail: 'no answer' }));
      });
    },
    tick({ mono }) {
      for (const one of meters) {
        if (mono < one.nextAt) continue;
        one.nextAt += one.meter.periodMs;
        // It is there for the name of what feeds in.
        if (one.circuit < 0) continue;
        const values = one.body.read([...plant.amps.subarray(3 * one.circuit, 3 * one.circuit + 3)]);
        const { id: meter } = one.meter;
        schedule.after(chance.between(5, 200), () =>
          gateway
            .driver()
            ?.offer(
              values === undefined
                ? { kind: 'meterFailed', meter, reason: 'it does not answer' }
                : { kind: 'meterValues', meter, values },
            ),
        );
      }
    },
    silence(charger, isSilent) {
      const box = plant.boxes.find((one) => one === charger)?.box;
      if (box === undefined) return;
      box.isSilent = isSilent;
      if (isSilent) away.add(charger);
    },
    isSilent: (charger) => plant.boxes.find((one) => one === charger)?.box.isSilent ?? false,
    isAway: (charger) => away.has(charger),
  };
  return field;
}
