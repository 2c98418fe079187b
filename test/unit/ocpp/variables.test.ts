// Names of variables as texts, and as keys of 1.6 (4.4 of the mapping).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOf16,
  keyOfVariable,
  limitKeyOf,
  settingNames,
  valueFor2,
  valueFrom2,
  variableOfKey,
} from '../../../src/ocpp/setting-names.ts';
import type { VariableName } from '../../../src/ocpp/variable-name.ts';
import { parseVariable, writeVariable } from '../../../src/ocpp/variable-name.ts';
import { deviceKeys } from '../../../src/uplink/device-keys.ts';
import { deviceVariables } from '../../../src/uplink/device-variables.ts';

// More than an identifierString may have.
const word = fc.stringMatching(/^[A-Za-z0-9*_=:+|@.[\]%,-]{1,20}$/);

const name: fc.Arbitrary<VariableName> = fc
  .record(
    {
      component: word,
      componentInstance: word,
      evse: fc.nat(999),
      connector: fc.nat(9),
      variable: word,
      instance: word,
    },
    { requiredKeys: ['component', 'variable'] },
  )
  .map(({ connector, ...rest }) =>
    rest.evse === undefined || connector === undefined ? rest : { ...rest, connector },
  );

describe('the name of a variable', () => {
  it('reads back as it was written', () => {
    fc.assert(fc.property(name, (one) => void expect(parseVariable(writeVariable(one))).toEqual(one)));
  });

  it('is a setting of the site, and the same variable again', () => {
    fc.assert(fc.property(name, (one) => void expect(variableOfKey(keyOfVariable(one))).toEqual(one)));
  });

  it('reads whatever text there is without a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => variableOfKey(text) !== undefined));
  });
});

describe('a configuration key of 1.6', () => {
  it.each(settingNames.filter(({ isLimit }) => isLimit !== true))('$key is $at and nothing else', ({ key, at }) => {
    expect(writeVariable(variableOfKey(key))).toBe(at);
    expect(keyOfVariable(parseVariable(at)!)).toBe(key);
    expect(isOf16(key)).toBe(true);
  });

  it.each(settingNames.filter(({ isLimit }) => isLimit === true))('$key is the most that $at may be', ({ key, at }) => {
    expect(limitKeyOf(parseVariable(at)!)).toBeDefined();
    expect(settingNames.map((one) => one.key)).toContain(key);
  });

  it('that 2.x does not have is kept in a component of its own', () => {
    expect(writeVariable(variableOfKey('LightIntensity'))).toBe('OCPP16LegacyCtrlr.LightIntensity');
    expect(keyOfVariable({ component: 'OCPP16LegacyCtrlr', variable: 'LightIntensity' })).toBe('LightIntensity');
  });

  it('is compared without case, and units of rates have other words', () => {
    expect(writeVariable(variableOfKey('heartbeatinterval'))).toBe('OCPPCommCtrlr.HeartbeatInterval');
    expect(valueFrom2('ChargingScheduleAllowedChargingRateUnit', 'A, W')).toBe('Current,Power');
    expect(valueFor2('ChargingScheduleAllowedChargingRateUnit', 'Current,Power')).toBe('A,W');
    expect(valueFor2('HeartbeatInterval', 'A')).toBe('A');
  });

  it('of the site has one name in each version', () => {
    const names = [...deviceKeys, ...deviceVariables].map(({ key }) => writeVariable(variableOfKey(key)).toLowerCase());
    const limits = settingNames.filter(({ isLimit }) => isLimit === true).map(({ at }) => at.toLowerCase());
    const twice = names.filter((one, at) => names.indexOf(one) !== at && !limits.includes(one));
    expect(twice).toEqual([]);
  });
});
