import { gatewayFetch } from './gateway-fetch.ts';

/** Asks the running gateway; it writes into its journal who gave up what. */
export async function abandon(uplink: string, { api, config }: { api: string; config?: string }): Promise<void> {
  try {
    const answer = await gatewayFetch(
      `${api}/api/v1/uplinks/${encodeURIComponent(uplink)}/abandon`,
      { method: 'POST' },
      config,
    );
    if (answer.ok) return console.log(`${uplink}: what it had not taken is given up.`);
    console.error(await answer.text());
  } catch {
    console.error(`BB_API_AWAY: no gateway answers at ${api}. Start it, or name its address with --api.`);
  }
  process.exitCode = 1;
}
