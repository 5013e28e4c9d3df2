/** Loads an optional peer, or throws an error that says how to install it. */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG') {
      throw new Error(
        `tfjs-max-norm/keras needs the package ${name}, an ES module, and this process cannot import ES modules: ` +
          'Jest must be started with NODE_OPTIONS=--experimental-vm-modules.',
      );
    }
    throw new Error(
      `tfjs-max-norm/keras needs the package ${name}, which could not be loaded: ${String(error)}. ` +
        `Install it: npm install ${name}.`,
    );
  }
}
