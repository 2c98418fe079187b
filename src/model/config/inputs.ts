// Inputs of the site file: what the grid operator orders, and where that is read.

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
    const { id, action, onLoss, register, fn, activeWhen, dimAmps } = input;
    if (register === undefined)
      report(
        error(
          'BB_CONFIG_INPUT_REGISTER',
          path,
          `Nothing says which register or coil input ${id} is.`,
          'Write "register:" with its address from 0, and "fn:" where it is no discrete input.',
        ),
      );
    if (dimAmps !== undefined && action === 'stop')
      report(
        warning(
          'BB_CONFIG_INPUT_DIM',
          [...path, 'dimAmps'],
          `Input ${id} stops everything: its dimAmps have no effect.`,
          'Write "action: dim" if the site may draw so much.',
        ),
      );
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
      },
    ];
  });
}
