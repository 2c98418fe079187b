import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { fitting } from '../control/fits.ts';
import { describeFit } from '../local/check-report.ts';
import { checkDevice, deviceTextOf } from './check-device.ts';
import { unsafe } from './site-keeper.ts';

/** Exit 1 when the gateway would not run with this file, or the site would not be safe with it. */
export function check(file: string): void {
  const device = deviceTextOf(file);
  if (device !== undefined) return checkDevice(device, file);
  const loaded = loadSiteFile(file);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(`${describe(problem)}\n`);
    process.exitCode = 1;
    return;
  }
  for (const warning of loaded.warnings) console.error(`warning: ${describe(warning)}\n`);
  const fit = fitting(loaded.config.site);
  console.log(describeFit(fit));
  const problems = unsafe(loaded.config);
  for (const { code, message, remedy } of problems) console.error(`\n${code}\n  ${message}\n  ${remedy}`);
  if (problems.length > 0) process.exitCode = 1;
  else
    console.log(
      `\n${file} is good: ${loaded.config.site.stations.length} stations, ${loaded.config.site.uplinks.length} uplinks.`,
    );
}
