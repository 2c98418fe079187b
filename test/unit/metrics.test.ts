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

  it('show what translation lost, by what it was and why', async () => {
    const labels = { from: '2.0.1', to: '1.6', field: 'measurand', reason: 'noSuchWord' };
    const losses = { help: 'Lost', labels: Object.keys(labels), read: () => [{ labels, value: 3 }] };
    const metrics = createMetrics({}, () => new Map(), {}, [], { translation_loss: losses });
    const shown = 'busbar_translation_loss_total{from="2.0.1",to="1.6",field="measurand",reason="noSuchWord"} 3';
    expect(await metrics.text()).toContain(shown);
    // A figure is not added to the one before.
    expect(await metrics.text()).toContain(shown);
  });
});
