// Writes docs/conformance.md from a run of the certification cases.

import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { caseOf, documentOf } from '../conversations/certification/kit/document.ts';

export default class Conformance implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => {
        const about = caseOf(test.name);
        return about === undefined ? [] : [{ ...about, passed: test.result().state === 'passed' }];
      });
    writeFileSync(new URL('../../docs/conformance.md', import.meta.url), documentOf(outcomes));
  }
}
