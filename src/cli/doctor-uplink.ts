// The way to each central system and broker: its name, and the handshake as the gateway does it. Nothing is said on the connection.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect } from '../../adapters/ws-client/connection.ts';
import type { Trust } from '../../adapters/ws-client/trust.ts';
import type { WantedLink } from '../core/ports/wanted-link.ts';
import type { Examined } from '../local/doctor-report.ts';
import type { SiteView } from '../local/site-view.ts';
import { entryOf } from '../model/config/uplink-entry.ts';
import type { Uplink } from '../model/config/site.ts';
import { utc } from '../model/time.ts';
import type { Advice } from '../modbus/advice.ts';
import { basicAuthorization } from '../ocpp/basic-auth.ts';
import { meaningOf } from '../uplink/trouble.ts';
import { feedHandshake } from './doctor-feed.ts';
import type { Running } from './doctor-gateway.ts';

export async function uplinkFindings(uplinks: readonly Uplink[], running: Running, trust: Trust): Promise<Examined[]> {
  return Promise.all(
    uplinks
      .filter(({ through }) => through === undefined)
      .map(async (uplink) => {
        const name = await nameFinding(uplink);
        const more =
          name.level === 'wrong' && running.kind === 'none' ? [] : await linkFindings(uplink, running, trust);
        const what = uplink.feed === undefined ? 'Central system' : 'MQTT uplink';
        return { title: `${what} ${uplink.id}`, findings: [name, ...more] };
      }),
  );
}

async function linkFindings(uplink: Uplink, running: Running, trust: Trust): Promise<Advice[]> {
  if (running.kind === 'answers') return [standing(uplink, running.view)];
  // Many central systems close the first connection of an identity when a second one comes.
  if (running.kind === 'silent')
    return [{ level: 'note', about: 'handshake', text: 'not tried: the gateway may be connected under this identity' }];
  return [await (uplink.feed === undefined ? handshake(uplink, trust) : feedHandshake(uplink, trust))];
}

async function nameFinding({ url }: Uplink): Promise<Advice> {
  const about = 'name';
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return { level: 'ok', about, text: `${host} is an address` };
  try {
    const found = await lookup(host, { all: true });
    return { level: 'ok', about, text: `${host} is ${found.map(({ address }) => address).join(', ')}` };
  } catch (error) {
    return {
      level: 'wrong',
      about,
      code: 'BB_UPLINK_DNS',
      text: `the name ${host} cannot be resolved (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      remedy: 'Check the url, the DNS server of this computer, and whether the Internet is reached at all.',
    };
  }
}

function standing(config: Uplink, view: SiteView): Advice {
  const uplink = view.uplinks.find((one) => one.id === entryOf(config));
  const about = 'connection';
  if (uplink?.connected !== true)
    return {
      level: 'wrong',
      about,
      code: 'BB_DOCTOR_UPLINK_AWAY',
      text: 'the gateway is not connected to it',
      remedy: 'The alarms of the gateway say why.',
    };
  const behind = `${uplink.rowsBehind} rows of the journal are still to be told`;
  if (!uplink.accepted)
    return {
      level: 'wrong',
      about,
      code: 'BB_DOCTOR_UPLINK_PENDING',
      text: `the gateway is connected, and has not been accepted yet; ${behind}`,
      remedy:
        config.feed === undefined
          ? 'Its operator must accept this charge point.'
          : 'Its broker took nothing yet: its log says why, most often its rules about topics.',
    };
  return { level: 'ok', about, text: `the gateway is connected and accepted; ${behind}` };
}

/** As the gateway connects, once, and closed at once; nothing is told to the central system. */
async function handshake(uplink: Uplink, trust: Trust): Promise<Advice> {
  const { id, url, identity, version, password, keyEncoding, ca, cert, key } = uplink;
  const about = 'handshake';
  const wanted: WantedLink = {
    uplink: id,
    url,
    identity,
    version,
    pingSeconds: 0,
    ...(password !== undefined && { authorization: basicAuthorization(identity, password, keyEncoding) }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return new Promise((resolve) => {
    const since = performance.now();
    const connection = connect(
      wanted,
      {
        up() {
          const ms = Math.round(performance.now() - since);
          connection.close(1000, 'looked only');
          resolve({ level: 'ok', about, text: `it lets "${identity}" in with OCPP ${version}, after ${ms} ms` });
        },
        frame: () => undefined,
        down: () => undefined,
        failed({ trouble, detail }) {
          const { code, text } = meaningOf(trouble);
          resolve({
            level: 'wrong',
            about,
            code,
            text: text({ uplink: id, url, identity, detail, now: utc(Date.now()) }),
          });
        },
      },
      trust.of(wanted),
    );
  });
}
