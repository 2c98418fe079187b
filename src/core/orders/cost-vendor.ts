/** Of the messages of the OCA's white paper "OCPP & California Pricing Requirements". Compared without case. */
export const costVendor = 'org.openchargealliance.costmsg';
