// Amounts of money as people see them.

/**
 * To the smallest unit of the currency (ISO 4217: yen have none, dinars of Kuwait three digits). A half is rounded away from
 * zero, as money is, also where binary numbers lie a little below it.
 */
export function roundMoney(amount: number, currency: string): number {
  const unit = 10 ** digitsOf(currency);
  const units = Math.round(Number((Math.abs(amount) * unit).toPrecision(12)));
  return units === 0 ? 0 : (Math.sign(amount) * units) / unit;
}

/** As invoices write it: with all digits of the currency. */
export const moneyText = (amount: number, currency: string): string =>
  roundMoney(amount, currency).toFixed(digitsOf(currency));

/** ISO 4217, where it is not two. A table: what computers know of currencies changes with their versions (forints). */
const unusualDigits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const digits = new Map(
  Object.entries(unusualDigits).flatMap(([count, names]) =>
    names.split(' ').map((name) => [name, Number(count)] as const),
  ),
);

const digitsOf = (currency: string): number => digits.get(currency) ?? 2;
