// Cases that have a test which fails, because the product does not do what they are about: why. What passes is taken out.

const contracts =
  'what a station says of a contract certificate in Authorize does not go up, nor what the central system says of it down';

export const lacking: Readonly<Record<string, string>> = {
  TC_C_50_CSMS: contracts,
  TC_C_51_CSMS: contracts,
  TC_C_52_CSMS: contracts,
};
