import type { Command } from './command.js';

interface CommandEntry {
  /** A line for the list of commands. */
  summary: string;
  /** Loaded when it is called: `--help` and `--version` need no TensorFlow.js. */
  load(): Promise<Command>;
}

/** The commands by name. */
export const commands: Record<string, CommandEntry> = {
  inspect: {
    summary: 'prints the norms of a saved model',
    load: async () => (await import('./commands/inspect.js')).inspect,
  },
  project: {
    summary: 'writes a copy of a saved model whose units have norms of at most c',
    load: async () => (await import('./commands/project.js')).project,
  },
  'to-keras': {
    summary: 'writes a saved model as a .keras file for Keras 3',
    load: async () => (await import('./commands/toKeras.js')).toKeras,
  },
  'from-keras': {
    summary: 'writes a .keras or .h5 file as a TensorFlow.js model',
    load: async () => (await import('./commands/fromKeras.js')).fromKeras,
  },
};
