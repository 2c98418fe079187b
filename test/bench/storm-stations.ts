// Stations that lost their power together: each comes back over TLS, shakes hands and boots.

import { WebSocket } from 'ws';
import type { StationId } from '../../src/model/ids.ts';

/** The key of a station, as hex digits: 20 bytes, another one for each. */
export const stormKey = (id: StationId): string => Buffer.from(id.padStart(20, '#')).toString('hex');

/** One after the other: half of the stations know RSA only, half of them ECDSA (profile 2). */
const suites = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'];

export interface StormStation {
  readonly id: StationId;
  readonly socket: WebSocket;
  /** Seconds of its Boot interval; undefined at a server that only shakes hands. */
  interval: number | undefined;
  /** It went although nobody closed it. */
  dropped: boolean;
  answers: number;
}

export interface Storm {
  readonly stations: readonly StormStation[];
  /** From the return of the power to the last that was accepted. */
  readonly seconds: number;
}

/** All at once; over when each was accepted or went. `boots`: accepted means that its BootNotification was. */
export async function storm(port: number, ids: readonly StationId[], boots: boolean): Promise<Storm> {
  const began = performance.now();
  let last = began;
  const stations: StormStation[] = [];
  await Promise.all(
    ids.map(
      (id, at) =>
        new Promise<void>((resolve) => {
          const station = comeBack(port, id, suites[at % suites.length]!, boots, (isAccepted) => {
            if (isAccepted) last = performance.now();
            resolve();
          });
          stations.push(station);
        }),
    ),
  );
  return { stations, seconds: (last - began) / 1000 };
}

const boot = JSON.stringify([2, 'boot', 'BootNotification', { chargePointVendor: 'Storm', chargePointModel: 'Storm' }]);

/** As every charge point does after a boot. */
const available = (connectorId: number): string =>
  JSON.stringify([
    2,
    `status-${connectorId}`,
    'StatusNotification',
    { connectorId, errorCode: 'NoError', status: 'Available' },
  ]);

function comeBack(
  port: number,
  id: StationId,
  ciphers: string,
  boots: boolean,
  done: (isAccepted: boolean) => void,
): StormStation {
  const password = Buffer.from(stormKey(id), 'hex').toString('latin1');
  const authorization = `Basic ${Buffer.from(`${id}:${password}`, 'latin1').toString('base64')}`;
  const socket = new WebSocket(`wss://127.0.0.1:${port}/${id}`, 'ocpp1.6', {
    perMessageDeflate: false,
    headers: { authorization },
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
    ciphers,
  });
  const station: StormStation = { id, socket, interval: undefined, dropped: false, answers: 0 };
  const gone = (): void => {
    station.dropped = true;
    done(false);
  };
  socket.on('error', gone).on('close', gone);
  socket.on('open', () => {
    if (boots) socket.send(boot);
    else done(true);
  });
  socket.on('message', (data: Buffer) => {
    const [type, message, what] = JSON.parse(data.toString()) as [number, string, unknown];
    if (type === 2) return socket.send(JSON.stringify([3, message, answerTo(what as string)]));
    station.answers += 1;
    if (message !== 'boot') return;
    const { status, interval } = what as { status: string; interval: number };
    station.interval = interval;
    done(status === 'Accepted');
    for (const connectorId of [0, 1]) socket.send(available(connectorId));
  });
  return station;
}

/** A plain charge point: it takes what it is told and has no keys to show. */
const answerTo = (action: string): object =>
  action === 'GetConfiguration'
    ? { configurationKey: [], unknownKey: [] }
    : action === 'ClearCache' || action !== 'GetCompositeSchedule'
      ? { status: 'Accepted' }
      : { status: 'Rejected' };

/** The power is gone: nobody says good-bye. */
export async function powerCut({ stations }: Storm): Promise<void> {
  await Promise.all(
    stations.map(
      ({ socket }) =>
        new Promise<void>((resolve) => {
          if (socket.readyState === socket.CLOSED) return resolve();
          socket.removeAllListeners('error').removeAllListeners('close');
          socket.on('error', () => undefined).once('close', () => resolve());
          socket.terminate();
        }),
    ),
  );
}
