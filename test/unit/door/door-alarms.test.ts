// What is said of the doors of this computer stands as alarms for as long as it is said.

import { expect, it } from 'vitest';
import { hearCertificates } from '../../../src/core/door/certificates.ts';
import { doorAlarmCodes } from '../../../src/core/ports/door.ts';
import type { State } from '../../../src/core/state.ts';

it.each(doorAlarmCodes)('%s goes when it is said no more, and others stay', (code) => {
  const state = { alarms: new Map([['BB_GRID_SILENT', 'The control box is not heard.']]) } as unknown as State;
  hearCertificates(state, [{ code, about: 'gw.pem', text: 'Something is wrong with it.' }]);
  expect([...state.alarms.keys()]).toEqual(['BB_GRID_SILENT', `${code}:gw.pem`]);
  hearCertificates(state, []);
  expect([...state.alarms.keys()]).toEqual(['BB_GRID_SILENT']);
});
