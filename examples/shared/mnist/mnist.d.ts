declare module 'mnist' {
  /** By digit: its images one after the other, pixels as fractions of 1 with three decimals. */
  const digits: { raw: number[] }[];
  export default digits;
}
