// Cases that have a test which fails, because the product does not do what they are about: why. What passes is taken out.

export const lacking: Readonly<Record<string, string>> = {
  TC_K_109_CSMS:
    'profiles have the same ids at every station, small ones, whatever ids a station keeps for others (MaxExternalConstraintsId)',
};
