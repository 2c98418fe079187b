import { describe } from '../../adapters/config-file/located.ts';
import { readText } from '../../adapters/config-file/text.ts';
import { describeDriver } from '../local/device-report.ts';
import { parseDeviceText } from './devices.ts';

/** Whether a file says that it describes a Modbus device, however wrong the rest of it is. */
export const isDeviceText = (text: string): boolean => /^["']?format["']?\s*:\s*["']?mbdrv\//m.test(text);

/** The text of a file that describes a device; undefined where the file is something else, or cannot be read. */
export function deviceTextOf(file: string): string | undefined {
  const read = readText(file, 'config/devices/vestel-evc04.yaml');
  return read.ok && isDeviceText(read.text) ? read.text : undefined;
}

/** Says what a device file means, or what is wrong with it; exit 1 where the gateway would not use it. */
export function checkDevice(text: string, file: string): void {
  const loaded = parseDeviceText(text, file);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(`${describe(problem)}\n`);
    process.exitCode = 1;
    return;
  }
  console.log(describeDriver(loaded.driver));
  console.log(`\n${file} is good: ${loaded.driver.points.size} points.`);
}
