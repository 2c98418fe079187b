// The HTTP interface in the site file: where it listens, for whom.

import type { ApiConfig } from './gateway.ts';
import type { SiteFile } from './schema.ts';

const usualLan = { host: '0.0.0.0', port: 8443 };

export function apiOf(file: SiteFile): ApiConfig {
  const { listen, hosts, tls, access } = file.api ?? {};
  const lan = access === 'open' || file.api?.lan === 'off' ? undefined : (lanWritten(file) ?? usualLanOf(file));
  return {
    ...placeOf(listen ?? '127.0.0.1:8080'),
    ...(lan !== undefined && { lan }),
    ...(hosts !== undefined && { hosts: hosts.map((name) => name.toLowerCase()) }),
    ...(tls !== undefined && { tls }),
    ...(access === 'open' && { access }),
  };
}

/** As the file says it; undefined where it says nothing, or `off`. */
export function lanWritten({ api }: SiteFile): ApiConfig['lan'] {
  return api?.lan === undefined || api.lan === 'off' ? undefined : placeOf(api.lan);
}

/** Files of before have the port for stations: theirs it stays. */
function usualLanOf({ listeners = [] }: SiteFile): ApiConfig['lan'] {
  return listeners.some(({ port }) => port === usualLan.port) ? undefined : usualLan;
}

function placeOf(text: string): { host: string; port: number } {
  const [, host = '127.0.0.1', port = '8080'] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? [];
  return { host, port: Number(port) };
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);
