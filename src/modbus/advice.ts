// What the readings of a device tell the person who puts it up: whether they make sense, and what to look at where not.

import type { IecState } from './driver.ts';
import { isFailsafeOurs } from './driver-failsafe.ts';
import { iecStateOf, rawState, scopeOf, statePoints } from './device-scope.ts';
import type { Device } from './device-state.ts';
import { judgeVoltage } from './meter-voltage.ts';
import type { RawReading, ReadOnce } from './read-once.ts';

export interface Advice {
  readonly level: 'ok' | 'note' | 'wrong';
  readonly about: string;
  /** Of what is wrong; stable. */
  readonly code?: string;
  readonly text: string;
  readonly remedy?: string;
}

/** Of a device that answered. */
export function adviceOn(once: ReadOnce): Advice[] {
  const { device } = once;
  const readings = [...once.readings.values()];
  return [
    ...sunspecAdvice(once),
    ...voltageAdvice(device, readings),
    ...stateAdvice(device),
    ...nameAdvice(device),
    ...failsafeAdvice(device),
    ...energyAdvice(device),
    ...readings.flatMap((one) => refusalAdvice(device, one)),
    ...firstWriteAdvice(device, readings),
    ...silenceAdvice(readings),
  ];
}

function sunspecAdvice({ device, models }: ReadOnce): Advice[] {
  if (models === undefined) return [];
  const found = models.map(({ id }) => id).join(', ');
  if (device.driver !== device.config.driver)
    return [{ level: 'ok', about: 'sunspec', text: `it has the models ${found}` }];
  return [
    {
      level: 'wrong',
      about: 'sunspec',
      code: 'BB_MODBUS_NO_SUNSPEC',
      text:
        models.length === 0
          ? 'it has no SunSpec mark at 40000, 50000 or 0'
          : `it has the models ${found}, and none of a ${device.config.driver.class} that Busbar knows`,
      remedy: 'Switch SunSpec on in the device, check the unit id (often 126 or 1), or choose another device file.',
    },
  ];
}

function voltageAdvice(device: Device, readings: readonly RawReading[]): Advice[] {
  const volts = readings.filter(({ point }) => point === 'voltage');
  const [first] = volts;
  if (first?.outcome.kind !== 'words') return [];
  const isIdle = device.driver.class === 'charger' && first.outcome.words.every((word) => word === 0);
  if (isIdle)
    return [{ level: 'note', about: 'voltage', text: 'it reads 0 V, as some chargers do while nobody charges' }];
  const { kind, message, advice } = judgeVoltage(device.driver, first.outcome.words, scopeOf(device));
  if (kind === 'fits') return [{ level: 'ok', about: 'voltage', text: message }, ...missingPhases(volts)];
  return [{ level: 'wrong', about: 'voltage', code: 'BB_MODBUS_VOLTAGE', text: message, remedy: advice }];
}

/** Less is no phase. */
const leastVolts = 90;

function missingPhases(volts: readonly RawReading[]): Advice[] {
  const dead = volts.filter(({ outcome }) => {
    const value = outcome.kind === 'words' ? outcome.value : 0;
    return typeof value !== 'number' || value < leastVolts;
  });
  if (dead.length === 0) return [];
  const names = dead.map(({ index }) => `L${index + 1}`).join(' and ');
  return [
    {
      level: 'note',
      about: 'voltage',
      text: `${names} ${dead.length === 1 ? 'has' : 'have'} no voltage: is it connected to fewer phases, or is a fuse blown?`,
    },
  ];
}

const states: Readonly<Record<Exclude<IecState, 'unknown'>, string>> = {
  A: 'no vehicle is there',
  B: 'a vehicle is there and does not charge',
  B1: 'a vehicle is there and is not released',
  B2: 'a vehicle is there, current is offered to it',
  C: 'a vehicle charges',
  C1: 'a vehicle is ready and has no offer',
  C2: 'a vehicle charges',
  D: 'a vehicle charges, with ventilation',
  D1: 'a vehicle is ready and has no offer',
  D2: 'a vehicle charges, with ventilation',
  E: 'it has a fault',
  F: 'it is out of service',
};

function stateAdvice(device: Device): Advice[] {
  if (device.driver.state === undefined) return [];
  const state = iecStateOf(device);
  if (state !== 'unknown')
    return [{ level: state === 'E' ? 'note' : 'ok', about: 'state', text: `${state}: ${states[state]}` }];
  const raw = statePoints(device).map((name) => `${name} = ${String(rawOf(device, name))}`);
  return [
    {
      level: 'wrong',
      about: 'state',
      code: 'BB_MODBUS_STATE',
      text: `its state means nothing to the device file (${raw.join(', ')})`,
      remedy:
        'Look the value up in the data sheet. If it is missing in the device file, add it there; if it is far off, check product, firmware and unit id. The gateway releases nobody until it knows the state.',
    },
  ];
}

const rawOf = (device: Device, name: string): unknown =>
  statePoints(device).length === 1 ? rawState(device) : (device.readings.get(name)?.value ?? null);

/** What it calls itself, and whether that can be read and fits. */
function nameAdvice(device: Device): Advice[] {
  const wrong = [...device.findings.values()].map(({ code, point, message, remedy }): Advice => ({
    level: 'wrong',
    about: point ?? 'device',
    code,
    text: message,
    remedy,
  }));
  const said = ['model', 'firmware', 'serial'].flatMap((name): Advice[] => {
    const { value, quality } = device.readings.get(name) ?? {};
    if (quality !== 'good' || typeof value === 'object') return [];
    return [{ level: 'ok', about: name, text: String(value) }];
  });
  return [...wrong, ...said, ...firmwareAdvice(device)];
}

function firmwareAdvice({ driver, readings }: Device): Advice[] {
  const { level, firmware } = driver.verified;
  const said = readings.get('firmware')?.value;
  if (level === 'unverified' || typeof said !== 'string' || firmware.length === 0 || firmware.includes(said)) return [];
  return [
    {
      level: 'note',
      about: 'firmware',
      text: `the device file was proved with ${firmware.join(', ')}: look at every value below`,
    },
  ];
}

/** What is set in the device only is for the person at its menu, and for the site file. */
function failsafeAdvice({ driver, readings }: Device): Advice[] {
  const { current } = driver.failsafe ?? {};
  const amps = readings.get(current ?? '')?.value;
  if (current === undefined || typeof amps !== 'number') return [];
  const text = `it falls to ${amps} A when nobody speaks to it`;
  if (isFailsafeOurs(driver))
    return [{ level: 'ok', about: 'failsafe', text: `${text}; the gateway sets that when it runs` }];
  const remedy = `Write fallbackAmps: ${Math.ceil(amps)} for this station, or set in the device what the site file says.`;
  return [{ level: 'note', about: 'failsafe', text: `${text}, and the gateway cannot change that`, remedy }];
}

function energyAdvice({ driver }: Device): Advice[] {
  const apparent = ['energy_total', 'session_energy'].filter((name) => driver.points.get(name)?.unit === 'VAh');
  if (apparent.length === 0) return [];
  return [{ level: 'note', about: 'energy', text: 'it counts VAh, which is no Wh: do not bill from it' }];
}

const exceptions: Readonly<Record<number, string>> = {
  1: 'it does not know this function',
  2: 'it has no such address',
  3: 'it does not take this count',
  4: 'it failed while it tried',
  5: 'it needs time',
  6: 'it is busy',
  10: 'the converter has no way to this unit',
  11: 'the converter gets no answer from this unit',
};

function refusalAdvice(device: Device, { point, index, fn, address, outcome }: RawReading): Advice[] {
  if (outcome.kind !== 'exception' || index > 0) return [];
  const why = exceptions[outcome.code] ?? 'see its data sheet';
  const text = `refused with exception ${outcome.code} (${why}), function ${fn}, address ${address}`;
  if (!isNeeded(device, point)) return [{ level: 'note', about: point, text: `${text}: it is left out` }];
  return [
    {
      level: 'wrong',
      about: point,
      code: 'BB_MODBUS_REFUSED',
      text,
      remedy:
        'Nothing works without this point. Check that the device file fits product and firmware, and that Modbus is fully switched on in the device.',
    },
  ];
}

function isNeeded(device: Device, name: string): boolean {
  const { control, class: kind } = device.driver;
  if (kind === 'charger') return name === control?.limit.point || statePoints(device).includes(name);
  return name === 'power' || name === 'current' || name === 'pv_power';
}

/** Reading alone does not wake every device. */
function firstWriteAdvice({ driver }: Device, readings: readonly RawReading[]): Advice[] {
  const first = driver.connection.firstWrite;
  if (first === undefined || readings.every(({ outcome }) => outcome.kind === 'words')) return [];
  const text = `it answers only after ${first.point} was written, and nothing is written here: what is missing comes when the gateway runs`;
  return [{ level: 'note', about: first.point, text }];
}

function silenceAdvice(readings: readonly RawReading[]): Advice[] {
  const silent = readings.filter(({ outcome, index }) => outcome.kind === 'lost' && index === 0);
  if (silent.length === 0) return [];
  const names = silent.map(({ point }) => point).join(', ');
  return [
    {
      level: 'wrong',
      about: 'answers',
      code: 'BB_MODBUS_NO_ANSWER',
      text: `it answered some requests, and not those for ${names}`,
      remedy:
        'Look at cable, terminators and timeout; a device that is silent for some registers only may have another firmware.',
    },
  ];
}
