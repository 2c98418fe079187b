import { expect, it } from 'vitest';
import { maxHandling } from '../../src/ocpp/session.ts';
import { openDoor, talk } from './station-door.ts';

it.each(['2.0.1', '2.1'] as const)(
  'F077 1 000 CALLs of %s at once: few are in hand at a time, all are answered in order, and others are served meanwhile',
  async (version) => {
    const door = await openDoor({ commitMs: 20 });
    const station = await talk(door, 'CP-01', true, version);
    const other = await talk(door, 'CP-02', true, version === '2.1' ? '2.0.1' : '1.6');
    const count = 1000;
    station.heard.length = 0;
    const at = new Date().toISOString();
    for (let call = 0; call < count; call += 1)
      station.socket.send(
        `[2,"c${call}","TransactionEvent",{"eventType":"${call === 0 ? 'Started' : 'Updated'}","timestamp":"${at}","triggerReason":"MeterValuePeriodic","seqNo":${call},"transactionInfo":{"transactionId":"T"},"evse":{"id":1},"meterValue":[{"timestamp":"${at}","sampledValue":[{"value":${call}}]}]}]`,
      );
    let mostWaiting = 0;
    let slowest = 0;
    while (station.heard.length < count) {
      const began = performance.now();
      await other.ask(`[2,"h${began}","Heartbeat",{}]`, `h${began}`);
      slowest = Math.max(slowest, performance.now() - began);
      mostWaiting = Math.max(mostWaiting, door.gateway.state.ledger.head - door.driver.durable());
    }
    expect(station.heard.map(([, id]) => id)).toEqual(Array.from({ length: count }, (_, call) => `c${call}`));
    expect(door.facts.filter(({ kind }) => kind === 'TransactionStarted')).toHaveLength(1);
    expect(
      door.facts.filter(({ kind }) => kind === 'TransactionUpdated' || kind === 'TransactionSampled'),
    ).toHaveLength(count - 1);
    expect(door.resumed()).toBeGreaterThan(count / maxHandling / 4);
    // Each event brings two facts at most.
    expect(mostWaiting).toBeLessThan(4 * maxHandling);
    expect(slowest).toBeLessThan(500);
  },
);
