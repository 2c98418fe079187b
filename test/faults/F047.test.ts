import { expect, it } from 'vitest';
import { hexKey, keyedSite, rightKey } from './keyed-door.ts';
import { basicHeader, knockText, statusOf, visit } from './knocking.ts';
import { openDoor } from './station-door.ts';
import { stationSocket } from '../peers/judged.ts';

const heartbeat = (id: string): string => JSON.stringify([2, id, 'Heartbeat', {}]);
const boot = JSON.stringify([2, 'boot', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }]);

/** A masked text frame; short. */
const textFrame = (json: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, 0x80 | json.length, 0, 0, 0, 0]), Buffer.from(json)]);

/** What came after the answer to the handshake. */
const bytesAfter = (heard: string): Buffer => Buffer.from(heard.split('\r\n\r\n')[1] ?? '', 'latin1');

it('F047 an intruder with the right key while the station lives → 1008 and an alarm: it hears no frame, the station every one', async () => {
  const door = await openDoor({ site: keyedSite(), keys: { 'CP-01': hexKey } });
  const authorization = basicHeader('CP-01', rightKey).slice('Authorization: '.length);
  const victim = stationSocket(`ws://127.0.0.1:${door.port}/CP-01`, door.find, { headers: { authorization } });
  const answered = new Set<string>();
  let isClosed = false;
  victim.on('close', () => (isClosed = true));
  victim.on('message', (data: Buffer) => {
    const [type, id] = JSON.parse(data.toString()) as [number, string];
    if (type === 3) answered.add(id);
    else victim.send(JSON.stringify([3, id, { status: 'Accepted' }]));
  });
  await new Promise((resolve) => victim.once('open', resolve));
  victim.send(boot);
  let beats = 0;
  const beat = setInterval(() => victim.send(heartbeat(`h${(beats += 1)}`)), 10);

  const { answer, socket, heard } = visit(door.port, knockText('/CP-01', [basicHeader('CP-01', rightKey)]));
  expect(statusOf(await answer)).toBe(101);
  socket.write(textFrame('[2,"x","Heartbeat",{}]'));
  // It goes on talking when it was told to go, and takes its leave at last: what it hears until then is all that it ever hears.
  await expect.poll(() => bytesAfter(heard()).length, { interval: 5 }).toBeGreaterThan(3);
  socket.write(textFrame('[2,"y","Heartbeat",{}]'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xf0]));
  if (!socket.readableEnded) await new Promise((resolve) => socket.once('end', resolve));
  clearInterval(beat);
  const bytes = bytesAfter(heard());
  // A frame that closes with 1008, and nothing before it or after it.
  expect([bytes[0], bytes.readUInt16BE(2)]).toEqual([0x88, 1008]);
  expect(bytes).toHaveLength(2 + bytes[1]!);
  expect(door.alarms()).toContain('BB_STATION_DUPLICATE:CP-01');
  expect(door.came.filter(({ code, tell }) => code === 'BB_STATION_DUPLICATE' && tell === true)).toHaveLength(1);

  victim.send(heartbeat('last'));
  await expect.poll(() => answered.has('last')).toBe(true);
  expect(answered.size).toBe(beats + 2);
  expect(isClosed).toBe(false);
  victim.terminate();
});
