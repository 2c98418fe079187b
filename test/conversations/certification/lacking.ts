// Cases that have a test which fails, because the product does not do what they are about: why. What passes is taken out.

export const lacking: Readonly<Record<string, string>> = {
  TC_K_109_CSMS:
    'profiles have the same ids at every station, small ones, whatever ids a station keeps for others (MaxExternalConstraintsId)',
  TC_K_121_CS:
    'a dynamic profile with an interval (dynUpdateInterval) is taken, but its next limit is never asked for: the central system has to send it (TC_K_122_CS)',
};
