const FEW_DIGITS = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** Three digits, and K or M for large numbers. */
export function short(value: number): string {
  return Number.isFinite(value) ? FEW_DIGITS.format(value) : 'no number';
}

/** A share of 1 in percent. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(100 * share)} %` : 'no number';
}

export function largest(values: Float32Array): number {
  return values.reduce((most, value) => (value <= most ? most : value), 0);
}
