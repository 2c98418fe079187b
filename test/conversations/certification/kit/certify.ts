// A test of a certification case. What the product still lacks is written down, with the reason, and shown as a failure in
// docs/conformance.md; it does not break the build. What passes is shown as passed, whatever is written down.

import { it } from 'vitest';
import { caseIds } from './case-name.ts';
import { lacking } from '../lacking.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What went wrong in a case that is known to fail. */
    lacks?: string;
  }
}

export function certify(name: string, run: () => void | Promise<void>): void {
  it(name, async ({ task }) => {
    try {
      await run();
    } catch (error) {
      if (!caseIds(name).some((id) => Object.hasOwn(lacking, id))) throw error;
      task.meta.lacks = error instanceof Error ? error.message : String(error);
    }
  });
}
