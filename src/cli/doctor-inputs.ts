// Inputs of the grid operator, as `busbar doctor` finds them: each read once, or what the running gateway knows of it.

import type { InputLive } from '../core/inputs/live.ts';
import { inputLive } from '../core/inputs/follow.ts';
import type { Examined } from '../local/doctor-report.ts';
import { registerOf } from '../local/told-report.ts';
import type { BusResult, BusTiming, LineId, WantedLine } from '../model/bus.ts';
import type { Site, SiteInput } from '../model/config/site.ts';
import type { Advice } from '../modbus/advice.ts';
import type { Read } from '../modbus/plan.ts';
import type { Running } from './doctor-gateway.ts';
import { loadDevices } from './devices.ts';

/** Asks one thing of one device and says what became of it. */
export type AskRead = (line: LineId, read: Omit<Read, 'points'>, timing: BusTiming) => Promise<BusResult>;

/** `file`: beside it there may be descriptions of devices. Its lines are added to `lines`. */
export function placedInputs(site: Site, file: string, lines: Map<LineId, WantedLine>): InputLive[] {
  const inputs = site.inputs ?? [];
  const named = inputs.map(({ source }) => source.device).filter((device) => device !== '');
  const { drivers } = loadDevices(named, file);
  return inputs.map((input) => inputLive(site, input, drivers.get(input.source.device), lines));
}

const titleOf = (input: SiteInput): string => `input ${input.id} (${registerOf(input)})`;

export async function examineInput({ config, line, unit, fn, timing }: InputLive, ask: AskRead): Promise<Examined> {
  const result = await ask(line, { unit, fn, address: config.register, count: 1 }, timing);
  return { title: titleOf(config), findings: [findingOf(config, fn, result)] };
}

function findingOf(input: SiteInput, fn: number, result: BusResult): Advice {
  const about = 'reads';
  const wrong = (code: string, text: string, remedy: string): Advice => ({ level: 'wrong', about, code, text, remedy });
  switch (result.kind) {
    case 'words': {
      const [word] = result.words;
      if (word === undefined) return wrong('BB_INPUT_LOST', 'nothing', 'Check register and fn.');
      const isActive = Number(word !== 0) === input.activeWhen;
      return { level: 'ok', about, text: `${word}: the order is ${isActive ? '' : 'not '}in force (${input.action})` };
    }
    case 'exception':
      return wrong(
        'BB_INPUT_REFUSED',
        `the device refuses it with exception ${result.code}`,
        `Check register ${input.register}, and whether it is read with fn ${fn}.`,
      );
    case 'lost':
      return wrong('BB_INPUT_LOST', result.detail, 'Check host or bus, unit, and whether the device is on.');
    case 'written':
      return wrong('BB_INPUT_LOST', 'it answered as if it had been written to', 'Check what device this is.');
  }
}

/** Its lines are those of the gateway, which reads it each second. */
export function knownInputs({ inputs = [] }: Site, running: Running): Examined[] {
  return inputs.map((input): Examined => {
    const about = 'reads';
    if (running.kind !== 'answers')
      return {
        title: titleOf(input),
        findings: [{ level: 'note', about, text: 'the gateway holds it: not read here' }],
      };
    const known = running.view.inputs.find(({ id }) => id === input.id);
    if (known?.quality !== 'good')
      return {
        title: titleOf(input),
        findings: [{ level: 'wrong', about, code: 'BB_INPUT_LOST', text: 'the gateway cannot read it' }],
      };
    const text = `the gateway reads that the order is ${known.active ? '' : 'not '}in force (${input.action})`;
    return { title: titleOf(input), findings: [{ level: 'ok', about, text }] };
  });
}
