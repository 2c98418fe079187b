import type { WhyView } from '../local/site-view.ts';
import { askGateway, tellProblem } from './ask-gateway.ts';

/** Asks the running gateway why an EVSE may draw what it may draw. */
export async function why(evse: string, { api, config }: { api: string; config?: string }): Promise<void> {
  const [, station, number] = /^(.+)\/(\d+)$/.exec(evse) ?? [];
  if (station === undefined || number === undefined) {
    process.exitCode = 1;
    return console.error('Write: busbar why STATION/EVSE, for example busbar why CP-01/1.');
  }
  const url = `${api}/api/v1/stations/${encodeURIComponent(station)}/evses/${number}/why`;
  const answer = await askGateway<WhyView>(url, { config });
  return answer.ok ? console.log(describeWhy(answer.value)) : tellProblem(answer.problem);
}

export function describeWhy({ station, id, why: explained, behaviour, ...evse }: WhyView): string {
  const lines = [`${station}/${id}${evse.status === undefined ? '' : ` (${evse.status})`}`];
  const say = (label: string, said: { text: string; advice?: string } | undefined): void => {
    if (said === undefined) return;
    lines.push(`  ${label.padEnd(10)} ${said.text}`);
    if (said.advice !== undefined) lines.push(`  ${''.padEnd(10)} What to do: ${said.advice}`);
  };
  say('should', explained);
  const told = evse.limitAmps === undefined ? undefined : `${evse.limitAmps} A (${evse.limitState ?? 'unknown'})`;
  say('told', told === undefined ? undefined : { text: told });
  const measured = evse.measuredAmps?.map((one) => `${one ?? '–'}`).join(', ');
  say('measured', measured === undefined ? undefined : { text: `${measured} A` });
  say('behaves', behaviour);
  say('alone', { text: `${evse.fallbackAmps} A without the gateway` });
  return lines.join('\n');
}
