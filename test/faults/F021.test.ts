import { expect, it } from 'vitest';
import { smallDepot, uplink } from '../sim/site.ts';
import { boot, createHarness, obedient, ordinaryCsms } from '../conversations/harness.ts';

// The full soak of a day is a job of its own; this is its shape over a hundred thousand messages.
it('F021 memory stays flat over reconnects and messages', () => {
  const depot = createHarness(smallDepot(2, 60, [uplink('csms', 'control')]));
  const csms = ordinaryCsms();
  const uplinkLink = depot.connectCsms();
  const live = (rounds: number): void => {
    for (let round = 0; round < rounds; round += 1) {
      const link = depot.connectStation('CP-01');
      depot.says(link, boot);
      for (let at = 0; at < 50; at += 1) depot.says(link, [2, `h${round}-${at}`, 'Heartbeat', {}]);
      depot.sleep(1000);
      depot.answers(link, obedient);
      depot.answers(uplinkLink, csms);
      depot.hears(link);
      depot.drop(link);
    }
  };
  const sizes = (): number[] => {
    const { state } = depot.gateway;
    return [
      state.links.size,
      state.pending.size,
      state.alarms.size,
      state.counters.size,
      state.talkative.size,
      state.taken.length,
    ];
  };
  // A station that boots so often is told its limits each time, until a day's writes are spent: that is an alarm.
  live(400);
  const before = sizes();
  live(2000);
  expect(sizes()).toEqual(before);
});
