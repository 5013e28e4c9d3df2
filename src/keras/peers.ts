/** Loads an optional peer, saying how to install it where it is missing. */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new Error(
      `tfjs-max-norm/keras needs the package ${name}, which could not be loaded: ${String(error)}. ` +
        `Install it: npm install ${name}.`,
    );
  }
}
