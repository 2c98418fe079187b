import { feedMutants } from './feed.ts';
import { journalMutants } from './journal.ts';
import { limitMutants } from './limits.ts';
import type { Mutant } from './mutant.ts';
import { upstreamMutants } from './upstream.ts';

export const mutants: readonly Mutant[] = [...journalMutants, ...limitMutants, ...upstreamMutants, ...feedMutants];
