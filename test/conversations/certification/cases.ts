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

const profile =
  'the security profile of a charge point stands in the site file; the gateway sets none in a charge point, so that it is changed at both ends at once by a person';
const ownProfiles =
  'profiles of the central system are never passed on to a charge point: the gateway reduces them to limits of its own';
const hasList = 'the case is for charge points without a local list, and the gateway always has one';

/** Cases without a test, because this version does not serve what they are about. */
export const notServed: Readonly<Record<string, NotServed>> = {
  TC_049_CSMS: {
    about: 'connector 0 of a charge point is reserved: any of its connectors',
    why: 'connector 0 upstream is the site, where one vehicle would reserve any of many charge points (ReserveConnectorZeroSupported is false)',
  },
  TC_056_CSMS: {
    about: 'a default profile with a beginning and an end is set at a charge point',
    why: `${ownProfiles}, and its default has no end, so that it still holds when the gateway is gone`,
  },
  TC_059_CSMS: {
    about: 'a remote start with a charging profile in it',
    why: `${ownProfiles}; that of a remote start holds as soon as its session begins (TC_059_CS)`,
  },
  TC_067_CSMS: {
    about: 'charging profiles of a charge point are cleared by id, by what they are for, and all',
    why: `${ownProfiles}; a charge point is cleared of everything once, before it is given its first limit`,
  },
  TC_083_CSMS: { about: 'a charge point is set to a higher security profile', why: profile },
  TC_042_1_CS: { about: 'a charge point without a local list is asked for its version', why: hasList },
  TC_043_1_CS: { about: 'a charge point without a local list is sent one', why: hasList },
  TC_073_CS: {
    about: 'the password towards the central system is changed by the central system',
    why: 'the password stands in the site file or in a secret that it names, and is changed there; AuthorizationKey is refused',
  },
};
