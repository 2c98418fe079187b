/** What a device says of the line: outside of this it is no mains voltage, in Europe or in a split-phase supply. */
const mains = [
  [90, 140],
  [180, 276],
] as const;

export const isMains = (volts: number): boolean => mains.some(([least, most]) => volts >= least && volts <= most);
