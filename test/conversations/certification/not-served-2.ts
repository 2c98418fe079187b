// Cases of OCPP 2.x without a test, because the gateway does not serve what they are about; and what cases are about that
// have no test yet.

import type { NotServed } from './cases.ts';

const profile =
  'the security profile of a station stands in the site file; the gateway sets none in a station, so that it is changed at both ends at once by a person';
const ownProfiles =
  'profiles of the central system are never passed on to a station: the gateway reduces them to limits of its own';
const noEnd =
  'the case wants a profile with an end; those of the gateway have none, so that they still hold when the gateway is gone';
const network =
  'how the gateway reaches its central system stands in the site file; SetNetworkProfile is refused, and passed on to nobody';
const external =
  'profiles that leave their limit to another system are refused; such a system limits the site by its inputs or its API (TC_K_52_CS)';
const publishes = 'the gateway publishes firmware for its stations itself, and asks none of them to';
const monitors =
  'monitors of the central system are those of the site, which the gateway keeps; no station is asked to';
const anyEvse = 'without an EVSE one vehicle would reserve any of many stations; it is refused';
const answersItself = 'the gateway answers it for the site from what it has learned, and asks no station';

export const notServed2: Readonly<Record<string, NotServed>> = {
  TC_A_19_CSMS: { about: 'a station is set to a higher security profile', why: profile },
  TC_B_14_CSMS: { about: 'the summary of a station is asked for', why: answersItself },
  TC_B_18_CSMS: { about: 'a report of chosen variables of a station is asked for', why: answersItself },
  TC_B_31_CSMS: {
    about: 'a station that waits is asked to boot at once',
    why: 'a station that must wait is told in the answer to its boot when to come again',
  },
  TC_B_42_CSMS: { about: 'a station is given another way to its central system', why: network },
  TC_B_44_CSMS: { about: 'a station is given another way to its central system, and refuses', why: network },
  TC_E_29_CSMS: { about: 'whether a session goes on, with messages in the queue', why: answersItself },
  TC_E_30_CSMS: { about: 'whether a session goes on, without messages in the queue', why: answersItself },
  TC_E_31_CSMS: { about: 'whether a session has ended, with messages in the queue', why: answersItself },
  TC_E_33_CSMS: { about: 'whether messages are in the queue', why: answersItself },
  TC_E_34_CSMS: { about: 'whether no messages are in the queue', why: answersItself },
  TC_K_01_CSMS: { about: 'a default profile is set at one EVSE', why: noEnd },
  TC_K_02_CSMS: {
    about: 'a profile for a session is set where none goes on',
    why: 'a profile for a session is given while it goes on (TC_K_60_CSMS), and never before',
  },
  TC_K_03_CSMS: { about: 'a profile for the whole station is set', why: noEnd },
  TC_K_05_CSMS: { about: 'a profile is cleared by its id', why: ownProfiles },
  TC_K_06_CSMS: { about: 'a profile is cleared by purpose and stack level', why: ownProfiles },
  TC_K_10_CSMS: { about: 'a default profile is set at all EVSEs', why: noEnd },
  TC_K_19_CSMS: { about: 'a profile that recurs is set', why: ownProfiles },
  TC_K_29_CSMS: { about: 'profiles of the whole station are asked for', why: ownProfiles },
  TC_K_30_CSMS: { about: 'profiles of one EVSE are asked for', why: ownProfiles },
  TC_K_32_CSMS: { about: 'a profile is asked for by its id', why: ownProfiles },
  TC_K_33_CSMS: { about: 'profiles of one EVSE are asked for by stack level', why: ownProfiles },
  TC_K_34_CSMS: { about: 'profiles of one EVSE are asked for by who set them', why: ownProfiles },
  TC_K_35_CSMS: { about: 'profiles of one EVSE are asked for by purpose', why: ownProfiles },
  TC_K_36_CSMS: { about: 'profiles of one EVSE are asked for by purpose and stack level', why: ownProfiles },
  TC_K_37_CSMS: { about: 'a remote start with a profile in it', why: ownProfiles },
  TC_K_44_CSMS: { about: 'what all profiles of the station come to', why: ownProfiles },
  TC_K_70_CSMS: { about: 'several profiles at once', why: ownProfiles },
  TC_B_100_CSMS: { about: 'a station is given another way with a name and a password of its own', why: network },
  TC_B_105_CSMS: { about: 'a station is given another way by its variables', why: network },
  TC_K_101_CSMS: { about: 'a profile changes the mode in which a vehicle charges or feeds in', why: ownProfiles },
  TC_K_102_CSMS: { about: 'a profile limits how full a vehicle gets', why: ownProfiles },
  TC_K_104_CSMS: { about: 'a profile for those who go first is set', why: ownProfiles },
  TC_K_106_CSMS: { about: 'a profile begins with a delay by chance', why: ownProfiles },
  TC_K_118_CSMS: {
    about: 'a session is put first',
    why: 'the gateway itself puts it first in what it shares out (TC_K_118_CS); its station is told the limit that follows',
  },
  TC_K_126_CSMS: {
    about: 'a vehicle that leaves it to the station how it charges gets no profile',
    why: 'every session has a limit that follows from what the site has, and its vehicle is told so',
  },
  TC_A_09_CS: {
    about: 'the password towards the central system is changed by the central system',
    why: 'the password stands in the site file or in a secret that it names, and is changed there',
  },
  TC_A_10_CS: {
    about: 'the password towards the central system is changed to one that is too long',
    why: 'the password stands in the site file or in a secret that it names, and is changed there',
  },
  TC_A_19_CS: { about: 'the security profile is made higher', why: network },
  TC_A_20_CS: { about: 'the security profile is made higher without a root certificate', why: network },
  TC_A_21_CS: { about: 'the security profile is made higher without a certificate of the site', why: network },
  TC_A_22_CS: { about: 'the security profile is made lower', why: network },
  TC_L_17_CSMS: { about: 'firmware is published', why: publishes },
  TC_L_19_CSMS: { about: 'the checksum of published firmware is wrong', why: publishes },
  TC_L_20_CSMS: { about: 'firmware is not published', why: publishes },
  TC_L_21_CSMS: { about: 'firmware is published no more', why: publishes },
  TC_L_22_CSMS: { about: 'firmware that is not there is published no more', why: publishes },
  TC_L_23_CSMS: { about: 'firmware that is still fetched is published no more', why: publishes },
  TC_L_24_CSMS: { about: 'firmware that is to be published cannot be fetched', why: publishes },
  TC_N_01_CSMS: { about: 'monitors of a kind are listed', why: monitors },
  TC_N_02_CSMS: { about: 'monitors of a variable are listed', why: monitors },
  TC_N_03_CSMS: { about: 'monitors of a kind and a variable are listed', why: monitors },
  TC_N_05_CSMS: { about: 'a base of monitors is chosen', why: monitors },
  TC_N_08_CSMS: { about: 'one monitor is set', why: monitors },
  TC_N_09_CSMS: { about: 'several monitors are set', why: monitors },
  TC_N_16_CSMS: { about: 'the severity from which on events are told is set', why: monitors },
  TC_N_17_CSMS: { about: 'the severity from which on events are told is out of range', why: monitors },
  TC_N_18_CSMS: { about: 'more monitors are cleared than are taken at once', why: monitors },
  TC_N_44_CSMS: { about: 'a monitor is not cleared', why: monitors },
  TC_N_47_CSMS: { about: 'all monitors are listed', why: monitors },
  TC_N_60_CSMS: { about: 'monitors of a kind and several variables are listed', why: monitors },
  TC_H_08_CSMS: { about: 'any EVSE is reserved', why: anyEvse },
  TC_H_14_CSMS: { about: 'all EVSEs are reserved one after another', why: anyEvse },
  TC_H_15_CSMS: { about: 'an EVSE with a type of connector is reserved', why: anyEvse },
  TC_I_02_CSMS: {
    about: 'the cost of a session is told when it ends',
    why: 'the end of a session is answered as soon as it is kept, which is before the central system says what it cost',
  },
  TC_C_05_CS: {
    about: 'a token is refused, and the cable stays locked',
    why: 'the lock of a cable is a matter of the station',
  },
  TC_D_10_CS: {
    about: 'the version of a list that is switched off is asked for',
    why: 'the list of the gateway cannot be switched off',
  },
  TC_B_107_CS: { about: 'another way to the central system is put in the order of those to try', why: network },
  TC_B_108_CS: { about: 'the way in use is not written over', why: network },
  TC_B_109_CS: { about: 'the name and the password of a way are changed', why: network },
  TC_B_110_CS: { about: 'a way with a lower security profile is refused', why: network },
  TC_B_111_CS: { about: 'a way with a lower security profile is refused, given by variables', why: network },
  TC_B_112_CS: { about: 'a way with a lower security profile is refused, because that is not allowed', why: network },
  TC_K_38_CS: {
    about: 'a profile in a remote start is ignored',
    why: 'the case is for stations without smart charging, and the gateway always has it',
  },
  TC_K_42_CS: {
    about: 'what all profiles come to is asked for in a unit that is not supported',
    why: 'both units are supported, amperes and watts',
  },
  TC_K_112_CS: {
    about: 'what all profiles come to, where one begins with a delay by chance',
    why: 'a profile with a delay by chance is refused: many vehicles at one site would not begin by chance',
  },
  TC_K_120_CS: {
    about: 'a system of the site limits charging, and generation of its own adds to what there is',
    why: 'limits only tighten: generation of its own counts by the meters of the site, and no profile for it lifts a limit',
  },
  TC_K_124_CS: {
    about: 'a system of the site changes limits, where no dynamic profile is set for it',
    why: external,
  },
  TC_K_125_CS: {
    about: 'a system of the site changes the limit of a dynamic profile that is set for it',
    why: external,
  },
  TC_J_06_CS: {
    about: 'nothing is measured at round times during a session',
    why: 'what is measured at round times is a matter of the station',
  },
};

/** Others of which there may be no test yet. */
export const abouts2: Readonly<Record<string, string>> = {};
