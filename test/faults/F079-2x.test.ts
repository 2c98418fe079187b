import { expect, it } from 'vitest';
import { callsPerSecond } from '../../src/core/door/pace.ts';
import { openDoor, talk } from './station-door.ts';

const at = new Date().toISOString();
const values = `"meterValue":[{"timestamp":"${at}","sampledValue":[{"value":1}]}]`;
const floods = {
  '2.0.1': (call: number) => `[2,"m${call}","MeterValues",{"evseId":1,${values}}]`,
  '2.1': (call: number) =>
    `[2,"m${call}","TransactionEvent",{"eventType":"Updated","timestamp":"${at}","triggerReason":"MeterValuePeriodic","seqNo":${call},"transactionInfo":{"transactionId":"T"},"evse":{"id":1},${values}}]`,
};

it.each(['2.0.1', '2.1'] as const)(
  'F079 a station of %s that floods is read no faster than a station talks; others are served, and somebody is told',
  async (version) => {
    const door = await openDoor();
    const flood = await talk(door, 'CP-01', true, version);
    const other = await talk(door, 'CP-02', true, version);
    // The first of a kind waits until its schema is compiled.
    await flood.ask(floods[version](0), 'm0');
    await other.ask('[2,"h","Heartbeat",{}]', 'h');
    // It has talked much already.
    const saved = 500;
    door.gateway.state.stationLinks.get('CP-01' as never)!.pace.left = saved;
    for (let call = 1; call < 3000; call += 1) flood.socket.send(floods[version](call));
    const began = performance.now();
    while (!door.alarms().includes('BB_STATION_FLOOD:CP-01')) await new Promise((resolve) => setTimeout(resolve, 20));
    const slowedAt = flood.heard.length;
    const waits: number[] = [];
    for (let beat = 0; beat < 20; beat += 1) {
      const asked = performance.now();
      await other.ask(`[2,"h${beat}","Heartbeat",{}]`, `h${beat}`);
      waits.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(Math.max(...waits)).toBeLessThan(250);
    const seconds = (performance.now() - began) / 1000;
    expect(flood.heard.length).toBeLessThan(saved + callsPerSecond * (seconds + 1) + 100);
    expect(flood.heard.length).toBeGreaterThan(slowedAt);
    expect(flood.socket.readyState).toBe(flood.socket.OPEN);
  },
);
