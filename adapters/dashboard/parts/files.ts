// The two files of a site, and who may change them: cards are the fleet manager's, circuits and stations the installer's.

import type { Role } from '../access.ts';

export const files = ['/site-file', '/tokens-file'] as const;

export const writerOf = (file: string): Role => (file === '/tokens-file' ? 'operator' : 'installer');
