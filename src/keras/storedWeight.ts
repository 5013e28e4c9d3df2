/** A weight as the file holds it. */
export interface StoredWeight {
  path: string;
  shape: number[];
}
