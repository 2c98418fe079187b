import type { WhyView } from '../local/site-view.ts';
import { gatewayFetch } from './gateway-fetch.ts';

/** Asks the running gateway why an EVSE may draw what it may draw. */
export async function why(evse: string, { api, config }: { api: string; config?: string }): Promise<void> {
  process.exitCode = 1;
  const [, station, number] = /^(.+)\/(\d+)$/.exec(evse) ?? [];
  if (station === undefined || number === undefined)
    return console.error('Write: busbar why STATION/EVSE, for example busbar why CP-01/1.');
  try {
    const answer = await gatewayFetch(
      `${api}/api/v1/stations/${encodeURIComponent(station)}/evses/${number}/why`,
      {},
      config,
    );
    const body: unknown = await answer.json();
    if (!answer.ok) {
      const { code, detail } = body as { code?: string; detail?: string };
      return console.error(`${code ?? 'BB_API'}: ${detail ?? 'the gateway refused.'}`);
    }
    console.log(describeWhy(body as WhyView));
    process.exitCode = 0;
  } catch {
    console.error(`BB_API_AWAY: no gateway answers at ${api}. Start it, or name its address with --api.`);
  }
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
