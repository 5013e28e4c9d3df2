import type * as tf from '../tfjs/tf.js';
import { fields } from '../tfjs/layers.js';
import { type History, tensorsIn } from './callTensors.js';
import { type Config, isConfig } from './config.js';
import { isOperation } from './operations.js';
import { type Place, refuse } from './refusal.js';

/** What Keras makes masks with, and makes one of several with. */
const maskOperations =
  /^(NotEqual|Any|All|LogicalOr|LogicalAnd|ExpandDims|ZerosLike|OnesLike|Concatenate)$/;

/** Whether Keras may give this name to such an operation. */
export function isNameOfMask(name: string): boolean {
  const className = name
    .replace(/_\d+$/, '')
    .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return maskOperations.test(className);
}

/** Whether masks come from a layer. */
export function makesMask(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'Masking' || fields(layer).maskZero === true;
}

/**
 * The masks of a functional model. Keras keeps what Embedding's `mask_zero` and Masking find as operations of their own,
 * and hands them to the layers as an argument; here they follow the tensors by themselves.
 */
export class Masks {
  private readonly objects: Map<string, Config>;
  /** The operations that only masks are made from. */
  private readonly operations = new Set<string>();

  constructor(objects: Config[]) {
    this.objects = new Map(objects.map((object) => [nameOf(object), object]));
    const asMask: string[] = [];
    const otherwise = new Set<string>();
    for (const object of objects) {
      for (const { args, kwargs } of callsIn(object)) {
        const { mask, ...others } = isConfig(kwargs) ? kwargs : {};
        for (const [name] of tensorsIn(mask)) asMask.push(name);
        if (isMaskOperation(object)) continue;
        for (const [name] of tensorsIn([args, others])) otherwise.add(name);
      }
    }
    const visit = (name: string): void => {
      const object = this.objects.get(name);
      if (otherwise.has(name) || !isMaskOperation(object)) return;
      this.operations.add(name);
      for (const [inner] of tensorsIn(callsIn(object!))) visit(inner);
    };
    asMask.forEach(visit);
  }

  /** Whether an object in the file does nothing but make a mask. */
  has(object: Config): boolean {
    return this.operations.has(nameOf(object));
  }

  /** @throws If a layer is called with a mask that does not come with its input by itself. */
  check(call: unknown, place: Place): void {
    if (!isConfig(call) || !isConfig(call.kwargs)) return;
    for (const [mask] of tensorsIn(call.kwargs.mask)) {
      const origins = this.originsOf(mask);
      if (origins.size > 1 && this.needsAll(mask)) {
        refuse(
          place,
          'the masks of its inputs differ, and its Keras took a step that all of them have',
          'Save the model with a newer Keras, which takes a step that one of them has',
        );
      }
      const follows =
        origins.size > 0 &&
        [...origins].every((origin) =>
          tensorsIn(call.args).some((tensor) => this.leadsTo(tensor, origin)),
        );
      if (!follows) {
        refuse(
          place,
          'it is called with a mask of your own',
          'Only the masks of Embedding(mask_zero=True) and Masking are exchanged: call it without',
        );
      }
    }
  }

  /** Keras gives a layer that starts from a state no mask by itself. */
  leavesOut(call: unknown): boolean {
    if (this.operations.size === 0 || !isConfig(call) || !isConfig(call.kwargs)) return false;
    return tensorsIn(call.kwargs.initial_state).length > 0 && call.kwargs.mask == null;
  }

  /** The layers that a mask comes from: those that look at the same tensors as its comparisons. */
  private originsOf(mask: string): Set<string> {
    const object = this.objects.get(mask);
    if (!this.operations.has(mask)) return new Set();
    const calls = callsIn(object!);
    if (object!.class_name !== 'NotEqual') {
      return new Set(tensorsIn(calls).flatMap(([name]) => [...this.originsOf(name)]));
    }
    const [input] = tensorsIn(calls[0]?.args);
    const value: unknown = Array.isArray(calls[0]?.args) ? calls[0].args[1] : null;
    const origin = [...this.objects.values()].find(
      (layer) => input != null && this.masksBy(layer, input, value),
    );
    return new Set(origin == null ? [] : [nameOf(origin)]);
  }

  private masksBy(layer: Config, input: History, value: unknown): boolean {
    const config = layer.config as Config;
    const masks =
      (layer.class_name === 'Embedding' && config.mask_zero === true && value === 0) ||
      (layer.class_name === 'Masking' && config.mask_value === value);
    return (
      masks &&
      callsIn(layer).some(({ args }) =>
        tensorsIn(args).some((tensor) => tensor.join() === input.join()),
      )
    );
  }

  private needsAll(mask: string): boolean {
    if (!this.operations.has(mask)) return false;
    const object = this.objects.get(mask)!;
    return (
      /^(All|LogicalAnd)$/.test(String(object.class_name)) ||
      tensorsIn(callsIn(object)).some(([name]) => this.needsAll(name))
    );
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

function isMaskOperation(object: Config | undefined): boolean {
  return isOperation(object) && maskOperations.test(String(object!.class_name));
}
