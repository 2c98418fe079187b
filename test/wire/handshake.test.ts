// Handshakes of the field on real sockets.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freeDepot, openDoor, talk } from '../faults/station-door.ts';
import { stationSocket } from '../peers/judged.ts';

const headers = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** The first line and the headers of the answer. */
async function answerTo(port: number, more: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(`GET /CP-01 HTTP/1.1\r\nHost: depot\r\n${headers}${more}\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
const ocpp16 = 'Sec-WebSocket-Protocol: ocpp1.6\r\n';

it('Q25 without "Connection: Upgrade" there is no upgrade to see: the station is told that one is required', async () => {
  const door = await openDoor();
  expect(await answerTo(door.port, `Upgrade: websocket\r\n${ocpp16}`)).toMatch(/^HTTP\/1\.1 426 /);
});

it('Q27 OCPP 1.6 is never compressed, whatever a station offers', async () => {
  const door = await openDoor();
  const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';
  const answer = await answerTo(door.port, `${upgrade}${ocpp16}${offer}`);
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  expect(answer).not.toMatch(/sec-websocket-extensions/i);
});

it('Q24 without a subprotocol: closed with 1002 after the handshake, or served where the site file says what it speaks', async () => {
  const door = await openDoor();
  const refused = stationSocket(`ws://127.0.0.1:${door.port}/CP-01`, door.find, { protocols: [] });
  refused.on('error', () => undefined);
  const [code] = (await once(refused, 'close')) as [number];
  expect(code).toBe(1002);

  const site = freeDepot(1);
  const stations = site.stations.map((station) => ({ ...station, assumeProtocol: '1.6' as const }));
  const tolerant = await openDoor({ site: { ...site, stations } });
  const socket = stationSocket(`ws://127.0.0.1:${tolerant.port}/CP-01`, tolerant.find, { protocols: [] });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  expect(socket.protocol).toBe('');
  socket.send('[2,"b","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]');
  const [data] = (await once(socket, 'message')) as [Buffer];
  expect(data.toString()).toContain('"Accepted"');
});

it('several subprotocols: the newest that both speak is chosen, in any order', async () => {
  const door = await openDoor();
  for (const [offered, chosen] of [
    ['ocpp1.6, ocpp2.2', 'ocpp1.6'],
    ['ocpp2.2, ocpp1.6', 'ocpp1.6'],
    ['ocpp1.6, ocpp2.0.1', 'ocpp2.0.1'],
    ['ocpp2.1, ocpp1.6, ocpp2.0.1', 'ocpp2.1'],
  ] as const)
    expect((await answerTo(door.port, `${upgrade}Sec-WebSocket-Protocol: ${offered}\r\n`)).toLowerCase()).toContain(
      `sec-websocket-protocol: ${chosen}\r\n`,
    );
});

it('a station that closes is gone at once, and comes back', async () => {
  const door = await openDoor();
  for (let time = 0; time < 3; time += 1) {
    const station = await talk(door);
    station.socket.close();
    await station.closed;
  }
  expect(door.gateway.state.links.size).toBe(0);
  expect(door.alarms()).toEqual([]);
});
