import { show } from '../show.js';

/** `kernelSize` -> `kernel_size`. */
export function snake(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `kernel_size` -> `kernelSize`. */
export function camel(snakeCase: string): string {
  return snakeCase.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** How Keras derives a name from a class: `ConvLSTM2D` -> `conv_lstm2d`, `PReLU` -> `p_re_lu`. */
export function snakeOfClass(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Keras's names within one container: `dense`, `dense_1`, counted for each class and blind to the layers' own names. */
export function containerNames(classNames: string[]): string[] {
  const used = new Map<string, number>();
  return classNames.map((className) => {
    const name = snakeOfClass(className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** A layer's name as TensorFlow.js takes it, which has no spaces and few signs. */
export function tfjsName(name: string): string {
  const plain = name.replace(/[^\w./-]/g, '_');
  return /^[A-Za-z0-9]/.test(plain) ? plain : `layer${plain}`;
}

/** A value as Python writes it. */
export function pythonic(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : show(value);
}
