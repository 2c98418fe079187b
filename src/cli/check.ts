import { describe } from '../../adapters/config-file/located.ts';
import { lossNotes } from '../control/loss-notes.ts';
import { marginNotes } from '../control/margin.ts';
import { describeFit, describeHolders, describeMargins } from '../local/check-report.ts';
import { describePlaced } from '../local/placed-report.ts';
import { describeTold } from '../local/told-report.ts';
import { describeUplinks } from '../local/uplinks-report.ts';
import { certificateProblems } from './certificate-check.ts';
import { checkDevice, deviceTextOf } from './check-device.ts';
import { loadSite } from './site-file.ts';
import { fitOf, marginsIn, unsafe } from './site-safety.ts';

/** Exit 1 when the gateway would not run with this file, or the site would not be safe with it. */
export function check(file: string): void {
  const device = deviceTextOf(file);
  if (device !== undefined) return checkDevice(device, file);
  const loaded = loadSite(file);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(`${describe(problem)}\n`);
    process.exitCode = 1;
    return;
  }
  const certificates = certificateProblems(loaded, file, Date.now());
  const wrong = certificates.filter(({ level }) => level === 'error');
  for (const warning of [...loaded.warnings, ...certificates.filter(({ level }) => level === 'warning')])
    console.error(`warning: ${describe(warning)}\n`);
  const fit = fitOf(loaded);
  const { margins, holders } = marginsIn(loaded);
  const notes = [...marginNotes(margins), ...lossNotes(loaded.config.site, fit)];
  for (const { code, message, remedy } of notes) console.error(`warning: ${code}\n  ${message}\n  ${remedy}\n`);
  console.log(describeFit(fit));
  if (holders.length > 0) console.log(`\n${describeHolders(holders)}`);
  if (margins.length > 0) console.log(`\n${describeMargins(margins)}`);
  const { devices, lines } = loaded;
  if (devices.length > 0) console.log(describePlaced({ devices, lines, fallbacks: fit.fallbacks }));
  const told = describeTold(loaded.config.site);
  if (told !== '') console.log(told);
  const uplinks = describeUplinks(loaded.config.site);
  if (uplinks !== '') console.log(`\n${uplinks}`);
  const problems = unsafe(loaded);
  for (const { code, message, remedy } of problems) console.error(`\n${code}\n  ${message}\n  ${remedy}`);
  for (const problem of wrong) console.error(`\n${describe(problem)}`);
  if (problems.length > 0 || wrong.length > 0) process.exitCode = 1;
  else
    console.log(
      `\n${file} is good: ${loaded.config.site.stations.length} stations, ${loaded.config.site.uplinks.length} uplinks.`,
    );
}
