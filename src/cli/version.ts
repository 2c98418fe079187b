/** Of this software, as the CSMS and the support bundle see it. */
export const version = '0.1.0';
