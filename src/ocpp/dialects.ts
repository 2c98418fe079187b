// The versions that are spoken, and how stations and central systems of each are spoken with.

import type { Version } from '../model/protocol.ts';
import type { Raw } from '../model/raw.ts';
import type { Dialect } from './dialect.ts';
import { dialect16 } from './v16/dialect.ts';
import { dialect201 } from './v201/dialect.ts';
import { dialect21 } from './v21/dialect.ts';

const dialects: Readonly<Record<Version, Dialect>> = { '1.6': dialect16, '2.0.1': dialect201, '2.1': dialect21 };

export const dialectOf = (version: Version): Dialect => dialects[version];

/** The dialect that a payload of the journal is in. */
export const dialectOfRaw = ({ dialect }: Raw): Dialect => dialects[dialect.slice('ocpp'.length) as Version];
