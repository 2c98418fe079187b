// Inputs of the site file: what the grid operator orders, and where that is read.

import type { CircuitId } from '../ids.ts';
import { accessOf } from './modbus.ts';
import { error, unserved, warning } from './problem.ts';
import type { Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { SiteInput } from './site.ts';

export function inputsOf(file: SiteFile, report: Report): SiteInput[] {
  const seen = new Set<string>();
  return (file.inputs ?? []).flatMap((input, at): SiteInput[] => {
    const path = ['inputs', at];
    if (seen.has(input.id))
      report(
        error('BB_CONFIG_DOUBLE_INPUT', [...path, 'id'], `Input ${input.id} is there twice.`, 'Give each its own id.'),
      );
    seen.add(input.id);
    if (input.source === 'contact') {
      report(unserved('warning', [...path, 'source'], 'contact'));
      return [];
    }
    const { id, action, onLoss, register, fn, activeWhen, dimAmps, section14a } = input;
    if (register === undefined)
      report(
        error(
          'BB_CONFIG_INPUT_REGISTER',
          path,
          `Nothing says which register or coil input ${id} is.`,
          'Write "register:" with its address from 0, and "fn:" where it is no discrete input.',
        ),
      );
    checkAction(input, path, report);
    const limit = limitOf(file, input, path, report);
    return [
      {
        id,
        action,
        onLoss,
        source: accessOf({ ...input, device: input.device ?? '' }, path, report),
        register: register ?? 0,
        activeWhen: activeWhen === 0 ? 0 : 1,
        ...(fn !== undefined && { fn: fn as 1 | 2 | 3 | 4 }),
        ...(dimAmps !== undefined && { dimAmps }),
        ...(section14a !== undefined && { section14a }),
        ...(limit !== undefined && { limit }),
      },
    ];
  });
}

type Input = NonNullable<SiteFile['inputs']>[number];

/** Keys of another action, which do nothing. */
function checkAction({ id, action, dimAmps, section14a, circuit, amps }: Input, path: Path, report: Report): void {
  if (action !== 'dim' && (dimAmps ?? section14a) !== undefined)
    report(
      warning(
        'BB_CONFIG_INPUT_DIM',
        [...path, dimAmps === undefined ? 'section14a' : 'dimAmps'],
        action === 'stop'
          ? `Input ${id} stops everything: its ${dimAmps === undefined ? 'section14a has' : 'dimAmps have'} no effect.`
          : `Input ${id} limits a circuit by "amps": its ${dimAmps === undefined ? 'section14a has' : 'dimAmps have'} no effect.`,
        'Write "action: dim" if the site may draw so much.',
      ),
    );
  if (dimAmps !== undefined && section14a !== undefined)
    report(
      warning(
        'BB_CONFIG_INPUT_DIM',
        [...path, 'section14a'],
        `Input ${id} dims to its dimAmps: its section14a has no effect.`,
        'Write one of the two.',
      ),
    );
  if (action !== 'limit' && (circuit ?? amps) !== undefined)
    report(
      warning(
        'BB_CONFIG_INPUT_LIMIT',
        [...path, circuit === undefined ? 'amps' : 'circuit'],
        `Input ${id} limits no circuit: its keys "circuit" and "amps" have no effect.`,
        'Write "action: limit" if that circuit has less meanwhile, or take the keys out.',
      ),
    );
}

type Path = readonly (string | number)[];

function limitOf(
  { circuits }: SiteFile,
  { id, action, circuit: named, amps }: Input,
  path: Path,
  report: Report,
): SiteInput['limit'] {
  if (action !== 'limit') return undefined;
  const circuit = circuits.find((one) => (named === undefined ? one.parent === undefined : one.id === named));
  if (amps === undefined)
    report(
      error(
        'BB_CONFIG_INPUT_LIMIT',
        path,
        `Nothing says how much circuit ${circuit?.id ?? named} has while input ${id} is active.`,
        'Write "amps:", such as what the generator may carry.',
      ),
    );
  if (circuit === undefined)
    report(
      error(
        'BB_CONFIG_UNKNOWN_CIRCUIT',
        [...path, 'circuit'],
        `There is no circuit "${named}".`,
        `Write one of: ${circuits.map((one) => one.id).join(', ')}.`,
      ),
    );
  else if (amps !== undefined && amps > circuit.limitAmps)
    report(
      error(
        'BB_CONFIG_INPUT_LIMIT',
        [...path, 'amps'],
        `Input ${id} would give circuit ${circuit.id} ${amps} A, but its limit is ${circuit.limitAmps} A.`,
        `Write ${circuit.limitAmps} or less: an input only lowers.`,
      ),
    );
  return { circuit: (circuit?.id ?? '') as CircuitId, amps: amps ?? 0 };
}
