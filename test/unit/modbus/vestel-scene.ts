// A charger of ours and a Vestel, with a line between them.

import type { BusAnswer } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { mono } from '../../../src/model/time.ts';
import { answer, due, takeOutcomes } from '../../../src/modbus/charger.ts';
import type { ChargerCommand } from '../../../src/modbus/charger-commands.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import type { Charger, ChargerConfig, ChargerEvent, Outcome } from '../../../src/modbus/charger-state.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
import type { Bench } from './device-bench.ts';
import { driverOf, newBench, wordOf, writesTo } from './device-bench.ts';
import type { Vestel } from './vestel-by-hand.ts';
import { newVestel, onVestel } from './vestel-by-hand.ts';

export interface Scene {
  readonly charger: Charger;
  readonly bench: Bench;
  readonly vestel: Vestel;
  readonly events: ChargerEvent[];
  readonly outcomes: Outcome[];
}

export function scene(more: Partial<ChargerConfig> = {}): Scene {
  const charger = newCharger({
    id: 'OLD-07',
    driver: driverOf('vestel-evc04'),
    connector: 1,
    params: new Map(),
    lane: 'fast',
    ratingAmps: 32,
    fallbackAmps: 8,
    ...more,
  });
  const events: ChargerEvent[] = [];
  const outcomes: Outcome[] = [];
  const subject = {
    due(now: Mono) {
      const found = due(charger, now);
      outcomes.push(...takeOutcomes(charger));
      return found;
    },
    answer(given: BusAnswer, now: Mono) {
      const heard = answer(charger, given, now);
      events.push(...heard.events);
      outcomes.push(...heard.outcomes);
    },
  };
  const vestel = newVestel(mono(1_000_000));
  const bench = newBench(subject, (request, now) => onVestel(vestel, request, now));
  return { charger, bench, vestel, events, outcomes };
}

export const tell = ({ charger, bench }: Scene, told: ChargerCommand): void => command(charger, told, bench.now);
export const kinds = ({ events }: Scene): string[] => events.map(({ kind }) => kind);
export const limits = ({ bench }: Scene): (number | undefined)[] => writesTo(bench, 5004).map(wordOf);
