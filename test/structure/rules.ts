// The rules of the house over one source file. Each finding says what is wrong and what to do.

import { habitFindings } from './habits.ts';
import { importFindings } from './imports.ts';
import { judgedFindings } from './judged.ts';
import { purityFindings } from './purity.ts';
import { shapeFindings, sizeFindings } from './shape.ts';
import type { Parsed } from './source.ts';

const rules = [importFindings, purityFindings, shapeFindings, sizeFindings, habitFindings, judgedFindings];

export const findingsIn = (source: Parsed): string[] =>
  rules.flatMap((rule) => rule(source)).map((finding) => `${source.path}: ${finding}`);
