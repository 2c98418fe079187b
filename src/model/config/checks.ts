// What must fit together across the file: the circuits are one tree, and nobody is commanded by two.

import { error } from './problem.ts';
import type { ConfigProblem } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Site } from './site.ts';

export function checkCircuits(file: SiteFile): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Set<string>();
  for (const [at, { id, parent, limitAmps }] of file.circuits.entries()) {
    if (names.has(id))
      problems.push(
        error(
          'BB_CONFIG_DOUBLE_CIRCUIT',
          ['circuits', at, 'id'],
          `Circuit ${id} is there twice.`,
          'Give each circuit its own id.',
        ),
      );
    names.add(id);
    if (limitAmps <= 0)
      problems.push(
        error(
          'BB_CONFIG_LIMIT',
          ['circuits', at, 'limitAmps'],
          `Circuit ${id} has a limit of ${limitAmps} A.`,
          'Write the rating of its fuse.',
        ),
      );
    if (parent === undefined) continue;
    if (!file.circuits.some((other) => other.id === parent))
      problems.push(
        error(
          'BB_CONFIG_UNKNOWN_CIRCUIT',
          ['circuits', at, 'parent'],
          `There is no circuit "${parent}".`,
          `Write one of: ${file.circuits.map((one) => one.id).join(', ')}.`,
        ),
      );
    else if (isInLoop(file, id))
      problems.push(
        error(
          'BB_CONFIG_CIRCUIT_LOOP',
          ['circuits', at, 'parent'],
          `Circuit ${id} hangs on itself.`,
          'Let the chain of parents end at the grid connection.',
        ),
      );
  }
  const tops = file.circuits.filter(({ parent }) => parent === undefined);
  if (tops.length !== 1)
    problems.push(
      error(
        'BB_CONFIG_GRID',
        ['circuits'],
        tops.length === 0
          ? 'No circuit is the grid connection.'
          : `${tops.map(({ id }) => id).join(' and ')} have no parent.`,
        'Exactly one circuit has no parent: the grid connection.',
      ),
    );
  return problems;
}

function isInLoop(file: SiteFile, start: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = start; at !== undefined; at = file.circuits.find(({ id }) => id === at)?.parent) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

/** At most one uplink has the say over a station (F116). */
export function checkUplinks({ uplinks, stations }: Site): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [at, uplink] of uplinks.entries()) {
    if (uplinks.findIndex(({ id }) => id === uplink.id) !== at)
      problems.push(
        error(
          'BB_CONFIG_DOUBLE_UPLINK',
          ['uplinks', at, 'id'],
          `Uplink ${uplink.id} is there twice.`,
          'Give each uplink its own id.',
        ),
      );
    if (uplink.role !== 'control') continue;
    for (const other of uplinks.slice(0, at)) {
      if (other.role !== 'control') continue;
      const both = stations.find(({ id }) => [uplink, other].every((one) => one.stations?.includes(id) ?? true));
      if (both !== undefined)
        problems.push(
          error(
            'BB_CONFIG_TWO_CONTROLS',
            ['uplinks', at, 'role'],
            `${other.id} and ${uplink.id} would both command ${both.id}.`,
            'Make one of them "observe", or share the stations out with "stations".',
          ),
        );
    }
  }
  return problems;
}
