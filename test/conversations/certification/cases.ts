// The publicly described certification cases of OCPP 1.6 that concern a gateway between charge points and a central
// system: their ids, and those that this version does not serve. What a case is about says the title of its test.

/** As the central system of charge points: what the gateway decides itself. */
const decided = `
  001 003 004_1 004_2 005_1 007 010 011_1 011_2 012 013 014 023_1 023_2 023_3 024 026 028 032_1 037_1 037_3 039 042_1
  042_2 043_1 043_3 043_4 043_5 054 055 056 057 059 061 064 066 067 073 074 075_1 075_2 076 077 078 079 083 085 086 087
  088`;

/** As the central system of charge points: orders of a central system behind it, which must come out at the charge point. */
const passedOn = `
  017_1 017_2 018_1 019_1 019_2 021 030 031 040_1 040_2 044_1 044_2 044_3 045_1 045_2 046 047 048_1 048_2 048_3 048_4 049
  051 052 053 080 081`;

/** As the charge point of a central system. */
const asStation = `
  001 002 003 004_1 004_2 005_1 005_2 005_3 010 011_1 011_2 012 013 014 015 016 019 021 023_4 023_5 026 027 028 032_1
  032_2 034 036 037_1 037_2 037_3 038 039 040_1 040_2 041 042_1 042_2 043 043_1 043_2 043_3 054 055 056 057 058_1 058_2
  059 060 061_1 061_2 066 067 068 069 070 071 072 073 074 075_1 075_2 076 077 078 079 082`;

const idsOf = (numbers: string, suffix: string): string[] =>
  numbers
    .trim()
    .split(/\s+/)
    .map((number) => `TC_${number}_${suffix}`);

const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

export interface Role {
  readonly name: string;
  readonly is: string;
  readonly ids: readonly string[];
}

export const roles: readonly Role[] = [
  {
    name: 'CSMS',
    is: 'Busbar as the central system of charge points',
    ids: [...idsOf(decided, 'CSMS'), ...idsOf(passedOn, 'CSMS')].sort(byNumber),
  },
  { name: 'station', is: 'Busbar as the charge point of a central system', ids: idsOf(asStation, 'CS').sort(byNumber) },
];

export interface NotServed {
  readonly about: string;
  readonly why: string;
}

/** Cases without a test, because this version does not serve what they are about. */
export const notServed: Readonly<Record<string, NotServed>> = {};
