// The publicly described certification cases of OCPP 2.0.1 and 2.1 that concern a gateway between stations and a central
// system. From 100 on they are of 2.1 alone. What a case is about says the title of its test.

/** As the central system of stations: what the gateway decides itself. */
const decided: Readonly<Record<string, string>> = {
  A: '01 02 03 04 06 07 08 09 10 11 12 13 14 19',
  B: '01 02 06 07 08 09 10 12 13 14 20 21 22 25 26 27 30 31 58 100 103 104 105 116',
  C: '02 06 07 08 20 37 38 39 40 43',
  D: '01 02 03 04 08 09',
  E: '01 02 03 04 07 08 09 10 11 12 14 15 16 17 19 20 21 22 26 29 30 31 33 34 38 39 53 102 106 107 108 109 110 111 113 117',
  F: '01 02 03 04 11 12 13 14 15 18 20 23 24 27',
  G: '03 04 05 06 07 08 11 14 17 20',
  J: '01 02 03 04 07 08 09 10 11',
  K: `01 02 03 04 05 06 08 10 15 19 29 30 31 32 33 34 35 36 37 43 44 48 50 51 52 53 55 57 58 59 60 70
    100 101 102 104 106 109 113 114 115 117 118 121 126`,
  N: '25 35',
  P: '02 03',
};

/** As the central system of stations: orders of a central system behind it, which must come out at the station. */
const passedOn: Readonly<Record<string, string>> = {
  B: '18 42 44',
  C: '47 48 49 50 51 52',
  F: '06',
  H: '01 07 08 14 15 17 19 20 22',
  I: '01 02',
  L: '01 02 03 04 05 06 07 08 09 10 11 13 17 19 20 21 22 23 24',
  M: '01 02 03 04 05 12 13 14 15 16 17 18 19 20 21 24 26 28',
  N: '01 02 03 05 08 09 16 17 18 21 24 27 28 29 30 31 32 34 36 44 46 47 48 49 50 60 62 63',
  O: '01 02 03 04 05 06 07 08 09 10 11 12 13 14 17 18 19 25 26 27 28',
};

/** As the station of a central system. */
const asStation: Readonly<Record<string, string>> = {
  A: '01 04 05 06 07 09 10 11 14 15 19 20 21 22 23',
  B: '01 02 06 07 09 10 12 13 14 18 20 21 22 23 24 25 26 27 54 55 56 107 108 109 110 111 112',
  C: '02 04 05 06 07 08 09',
  D: '01 02 03 04 05 06 07 08 10',
  E: '28 29 30 31 32 33 34 40 41 42 43 44 45 50 51',
  J: '01 02 03 04 06 07 08 09 10 11',
  K: `01 02 05 06 07 08 09 24 29 30 31 32 33 34 35 36 37 38 39 40 41 42 47 52 53 54 56 57 58
    112 113 114 115 116 118 119 120 121 122 123 124 125`,
  N: '25 35',
  P: '01 03 04',
};

const idsOf = (blocks: Readonly<Record<string, string>>, suffix: string): string[] =>
  Object.entries(blocks).flatMap(([block, numbers]) =>
    numbers
      .trim()
      .split(/\s+/)
      .map((number) => `TC_${block}_${number}_${suffix}`),
  );

export interface Role2 {
  readonly is: string;
  readonly ids: readonly string[];
  /** What the list leaves out, and why. */
  readonly note?: string;
}

const sorted = (ids: readonly string[]): string[] =>
  [...ids].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

export const roles2: readonly Role2[] = [
  {
    is: 'Busbar as the central system of stations, what it decides itself',
    ids: sorted(idsOf(decided, 'CSMS')),
  },
  {
    is: 'Busbar as the central system of stations, what it passes on',
    ids: sorted(idsOf(passedOn, 'CSMS')),
  },
  {
    is: 'Busbar as the station of a central system',
    ids: sorted(idsOf(asStation, 'CS')),
    note:
      'Block L (firmware) is not listed: UpdateFirmware names no EVSE, so that it could only be for the gateway itself, which is ' +
      'updated as a package. It is Rejected with the reason `UnsupportedRequest` and a text that says how one station is updated ' +
      '(by data of the vendor Busbar, [data-transfer.md](data-transfer.md)); how a station follows that is listed above.',
  },
];

export const isOf21Only = (id: string): boolean => Number(/_(\d+)_/.exec(id)?.[1]) >= 100;
