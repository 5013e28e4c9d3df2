import { type History, tensorsIn } from './callTensors.js';
import { type Config, isConfig } from './config.js';
import { isOperation } from './operations.js';
import { type Place, refuse } from './refusal.js';

/**
 * The masks of a functional model. Keras keeps what Embedding's `mask_zero` and Masking find as operations of their own,
 * and hands them to the layers as an argument; here they follow the tensors by themselves.
 */
export class Masks {
  private readonly objects: Map<string, Config>;
  /** The operations that nothing but masks is made of. */
  private readonly operations: Set<string>;

  constructor(objects: Config[]) {
    this.objects = new Map(objects.map((object) => [nameOf(object), object]));
    const used = new Map<string, boolean>();
    for (const object of objects) {
      for (const call of callsIn(object)) {
        for (const [name] of tensorsIn(isConfig(call.kwargs) ? call.kwargs.mask : null)) {
          if (!used.has(name)) used.set(name, true);
        }
        const kwargs = isConfig(call.kwargs) ? { ...call.kwargs, mask: null } : {};
        const isOfMask = /^(Any|LogicalAnd)$/.test(String(object.class_name));
        for (const [name] of isOfMask ? [] : tensorsIn([call.args, kwargs])) used.set(name, false);
      }
    }
    const isMask = (name: string): boolean => {
      const object = this.objects.get(name);
      return isOperation(object) && /^(NotEqual|Any)$/.test(String(object!.class_name));
    };
    this.operations = new Set();
    const visit = (name: string): void => {
      if (used.get(name) === false || !isMask(name)) return;
      this.operations.add(name);
      for (const [inner] of tensorsIn(callsIn(this.objects.get(name)!))) visit(inner);
    };
    for (const [name, onlyAsMask] of used) if (onlyAsMask) visit(name);
  }

  /** Whether an object in the file does nothing but make a mask. */
  has(object: Config): boolean {
    return this.operations.has(nameOf(object));
  }

  /** @throws If a layer is called with a mask that does not come with its input by itself. */
  check(call: unknown, place: Place): void {
    if (!isConfig(call) || !isConfig(call.kwargs)) return;
    for (const [mask] of tensorsIn(call.kwargs.mask)) {
      const origin = this.originOf(mask);
      const follows =
        origin != null && tensorsIn(call.args).some((tensor) => this.leadsTo(tensor, origin));
      if (!follows) {
        refuse(
          place,
          'it is called with a mask of your own',
          'Only the masks of Embedding(mask_zero=True) and Masking are exchanged: call it without',
        );
      }
    }
  }

  /** The layer that a mask comes from: the one that looks at the same tensor. */
  private originOf(mask: string): string | null {
    if (!this.operations.has(mask)) return null;
    const [call] = callsIn(this.objects.get(mask)!);
    const [input] = tensorsIn(call?.args);
    if (input == null) return null;
    if (this.operations.has(input[0])) return this.originOf(input[0]);
    const value: unknown = Array.isArray(call.args) ? call.args[1] : null;
    for (const object of this.objects.values()) {
      const config = object.config as Config;
      const masks =
        (object.class_name === 'Embedding' && config.mask_zero === true && value === 0) ||
        (object.class_name === 'Masking' && config.mask_value === value);
      if (!masks) continue;
      const looks = callsIn(object).some(({ args }) =>
        tensorsIn(args).some((tensor) => tensor.join() === input.join()),
      );
      if (looks) return nameOf(object);
    }
    return null;
  }

  private leadsTo([name]: History, origin: string, seen = new Set<string>()): boolean {
    if (name === origin) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    const object = this.objects.get(name);
    return (
      object != null &&
      callsIn(object).some(({ args }) =>
        tensorsIn(args).some((tensor) => this.leadsTo(tensor, origin, seen)),
      )
    );
  }
}

function nameOf(object: Config): string {
  return String(isConfig(object.config) ? object.config.name : '');
}

function callsIn(object: Config): Config[] {
  return Array.isArray(object.inbound_nodes) ? object.inbound_nodes.filter(isConfig) : [];
}
