// Tasks for whoever has the keys, and what comes of them.

import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { CertificateOutcome, CertificateTask } from '../ports/certificates.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';

/** One a station, and as many for central systems: more than that wait for nobody. */
const mostTasks = 2000;

export const tooMuch: CertificateOutcome = { ok: false, reason: 'too much is under way' };

/** `then` is called in a later step. */
export function giveTask(
  state: State,
  { commands }: Pick<Heard, 'commands'>,
  task: CertificateTask,
  then: (outcome: CertificateOutcome, heard: Heard, now: Now) => void,
): boolean {
  const { tasks } = state.certificates;
  if (tasks.size >= mostTasks) return false;
  const id = makeId(state);
  tasks.set(id, then);
  commands.push({ kind: 'certificate', id, task });
  return true;
}

export function hearCertified(state: State, heard: Heard, id: string, outcome: CertificateOutcome, now: Now): void {
  const { tasks } = state.certificates;
  const then = tasks.get(id);
  tasks.delete(id);
  then?.(outcome, heard, now);
}
