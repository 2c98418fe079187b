// Keys of a charge point behind the gateway, by the name of the charge point, and its reset.

import { describe, expect, it } from 'vitest';
import { boots, newDepot, reports } from './kit/depot.ts';

const accepted = { status: 'Accepted' };

describe('configuration keys', () => {
  it('TC_019_1_CSMS all keys of a charge point are asked for', () => {
    const { station, passes } = newDepot({ connected: false });
    station.byHand('GetConfiguration');
    station.connects();
    boots(station);
    passes(15);
    const keys = [{ key: 'NumberOfConnectors', readonly: true, value: '2' }];
    expect(station.takes('GetConfiguration', {}, { configurationKey: keys })).toEqual({});
  });

  it('TC_019_2_CSMS one key of a charge point is asked for', () => {
    const { station, neighbour, csms } = newDepot();
    station.byHand('GetConfiguration');
    const question = csms.says('GetConfiguration', { key: ['CP-02.SupportedFeatureProfiles'] });
    const shown = { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,RemoteTrigger' };
    station.takes('GetConfiguration', { key: ['SupportedFeatureProfiles'] }, { configurationKey: [shown] });
    question.answered({ configurationKey: [{ ...shown, key: 'CP-02.SupportedFeatureProfiles' }] });
    neighbour.hearsNo('GetConfiguration');
  });

  it('TC_021_CSMS a key of a charge point is changed', () => {
    isChanged('MeterValueSampleInterval', '60', 'Accepted');
  });

  it('TC_040_1_CSMS a key that a charge point has not is not changed', () => {
    isChanged('NoSuchKey', '1', 'NotSupported');
  });

  it('TC_040_2_CSMS a key of a charge point is not changed to what means nothing', () => {
    isChanged('MeterValueSampleInterval', '-1', 'Rejected');
  });

  function isChanged(key: string, value: string, status: string): void {
    const { station, neighbour, csms } = newDepot();
    station.byHand('ChangeConfiguration');
    const order = csms.says('ChangeConfiguration', { key: `CP-02.${key}`, value });
    station.takes('ChangeConfiguration', { key, value }, { status });
    order.answered({ status });
    neighbour.hearsNo('ChangeConfiguration');
  }
});

describe('reset', () => {
  it('TC_013_CSMS a charge point is reset hard, and boots', () => {
    isReset('Hard');
  });

  it('TC_014_CSMS a charge point is reset soft, and boots', () => {
    isReset('Soft');
  });

  function isReset(type: 'Hard' | 'Soft'): void {
    const { station, neighbour, csms, passes } = newDepot();
    const data = JSON.stringify({ station: 'CP-02', type });
    const order = csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'ResetStation', data });
    expect(station.takes('Reset', { type }, accepted)).toEqual({ type });
    order.answered(accepted);
    neighbour.hearsNo('Reset');
    station.drops();
    passes(20);
    station.connects();
    boots(station);
    for (const connector of [0, 1, 2]) reports(station, connector, 'Available');
  }
});
