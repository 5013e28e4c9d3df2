/** Where in a model something was found, and which of the two functions speaks. */
export interface Place {
  owner: 'saveKeras' | 'loadKeras';
  /** Such as `layer "gru_1" (GRU)`. */
  subject: string;
}

/** What cannot be exchanged without changing what the model means. */
export function refuse(place: Place, reason: string, remedy: string): never {
  throw new Error(`${place.owner}: ${place.subject}: ${reason}. ${remedy}.`);
}

/** How an error names a layer that is known by its configuration only. */
export function layerPlace(owner: Place['owner'], name: unknown, className: unknown): Place {
  return { owner, subject: `layer ${JSON.stringify(name)} (${String(className)})` };
}
