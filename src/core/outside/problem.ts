import type { Problem } from '../ports.ts';

export const problem = (status: number, code: string, detail: string): Problem => ({
  problem: { status, code, detail },
});
