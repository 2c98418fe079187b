// Tests that mostly wait, for watchdogs and disks by the real clock, begin first: the others fill the time beside them. A browser
// needs more of the computer than all else, so that not many of them begin together.

import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

const waiters =
  /\/(modbus-losses|modbus-lockout|modbus-base-load|modbus-sessions|dashboard|prove|alarms|flows-[a-z-]+|find-phases|package|F006|F002|F057|F112|F026|F061|F063)\.test\.ts$/;

const isBrowser = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/browser/');

export class WaitersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification): boolean => waiters.test(moduleId);
    const waiting = sorted.filter(waits);
    const browsers = waiting.filter(isBrowser);
    const others = waiting.filter((file) => !isBrowser(file));
    const between = Math.ceil(others.length / (browsers.length + 1));
    const spread = others.flatMap((file, at) => (at % between === 0 ? [...browsers.splice(0, 1), file] : [file]));
    return [...spread, ...browsers, ...sorted.filter((file) => !waits(file))];
  }
}
