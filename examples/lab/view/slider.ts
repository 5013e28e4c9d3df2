import { element } from './dom.js';

/** How the position of a slider stands for a value. */
export interface Scale {
  value(position: number): number;
  position(value: number): number;
  show(value: number): string;
}

export const LINEAR: Scale = {
  value: (position) => position,
  position: (value) => value,
  show: (value) => value.toFixed(2),
};

/** Positions are exponents; what is used is what is shown. */
export function power(base: number): Scale {
  return {
    value: (position) => Number((base ** position).toPrecision(2)),
    position: (value) => Math.log(value) / Math.log(base),
    show: String,
  };
}

/** A range input, `id`, together with the output that shows its value, `id-value`. */
export class Slider {
  private readonly input: HTMLInputElement;
  private readonly output: HTMLOutputElement;
  private current: number;

  constructor(
    id: string,
    private readonly scale: Scale,
    onInput: (value: number) => void = () => {},
  ) {
    this.input = element(id, HTMLInputElement);
    this.output = element(`${id}-value`, HTMLOutputElement);
    this.current = scale.value(this.input.valueAsNumber);
    this.input.addEventListener('input', () => {
      this.current = scale.value(this.input.valueAsNumber);
      this.print();
      onInput(this.current);
    });
    this.print();
  }

  get value(): number {
    return this.current;
  }

  /** Moves without a call of `onInput`; a value between two positions is kept as it is. */
  set value(value: number) {
    this.current = value;
    this.input.valueAsNumber = this.scale.position(value);
    this.print();
  }

  private print(): void {
    this.output.value = this.scale.show(this.current);
    this.input.setAttribute('aria-valuetext', this.output.value);
  }
}
