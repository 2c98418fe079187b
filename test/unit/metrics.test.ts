import { describe, expect, it } from 'vitest';
import type { Labelled } from '../../adapters/metrics/metrics.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';

describe('metrics', () => {
  it('show a figure for each line of a circuit, and none of what is gone', async () => {
    let lines: Labelled[] = ['L1', 'L2'].map((line, at) => ({ labels: { circuit: 'main', line }, value: at + 10.5 }));
    const gauge = { help: 'Other load', read: () => lines };
    const metrics = createMetrics({}, () => new Map(), { circuit_base_amps: gauge }, ['circuit', 'line']);
    expect(await metrics.text()).toContain(
      'busbar_circuit_base_amps{circuit="main",line="L1"} 10.5\nbusbar_circuit_base_amps{circuit="main",line="L2"} 11.5',
    );
    lines = [];
    expect(await metrics.text()).not.toContain('busbar_circuit_base_amps{');
  });
});
