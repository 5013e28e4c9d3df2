/** Where in a model something was found, and which of the two functions reports it. */
export interface Place {
  owner: 'saveKeras' | 'loadKeras';
  /** Such as `layer "gru_1" (GRU)`. */
  subject: string;
}

/** What cannot be exchanged without changing what the model means. */
export class Refusal extends Error {}

export function refuse(place: Place, reason: string, remedy: string): never {
  throw new Refusal(`${place.owner}: ${place.subject}: ${reason}. ${remedy}.`);
}

/** What to do about a file that Keras would not write. */
export const DAMAGED = 'The file is damaged, or was not written by Keras';

/** Where the problem is not in a layer. */
export const FILE: Place = { owner: 'loadKeras', subject: 'this file' };

/** How an error names a layer that is known by its configuration only. */
export function layerPlace(owner: Place['owner'], name: unknown, className: unknown): Place {
  return { owner, subject: `layer ${JSON.stringify(name)} (${String(className)})` };
}

/** Names the layer in an error of TensorFlow.js. */
export function attempt<T>(place: Place, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const message = (error as Error).message.replace(/\.$/, '');
    return refuse(place, `TensorFlow.js cannot build it: ${message}`, DAMAGED);
  }
}
