// The end of a test run as plain lines: what was skipped and why, what passed at the second try only, then how many tests passed,
// failed and were skipped.

import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const reasons: string[] = [];
    const again: string[] = [];
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const result = test.result();
      // A test that never ended, because its file or its process did, has not passed.
      counts[result.state === 'pending' ? 'failed' : result.state] += 1;
      if (test.diagnostic()?.flaky === true) again.push(`${test.fullName} (${test.module.relativeModuleId})`);
      if (result.state === 'skipped')
        reasons.push(`${test.fullName} (${test.module.relativeModuleId}): ${result.note ?? 'no reason given'}`);
    }
    // A file that cannot be loaded, a hook that throws and a rejection that nobody awaits fail the run without a test.
    counts.failed += modules.reduce((sum, module) => sum + errorsOutsideTests(module), unhandled.length);
    for (const reason of reasons) console.log(`skipped: ${reason}`);
    for (const name of again) console.log(`passed at the second try: ${name}`);
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}

function errorsOutsideTests(module: TestModule): number {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return suites.length + (module.errors().length > 0 ? 1 : 0);
}
