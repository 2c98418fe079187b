// Data of a vendor's own.

import { describe, it } from 'vitest';
import { newDepot } from './kit/depot.ts';

describe('data of a vendor', () => {
  it('TC_064_CSMS data of a vendor that nobody here knows come from a charge point', () => {
    const { station, csms } = newDepot();
    station.asks(
      'DataTransfer',
      { vendorId: 'com.example.unheard', messageId: 'Hello', data: '{}' },
      {
        status: 'UnknownVendorId',
      },
    );
    csms.hearsNo('DataTransfer');
  });
});
