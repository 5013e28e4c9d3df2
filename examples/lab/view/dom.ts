/** The page's element of that id, which must be of that class. */
export function element<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${type.name} with the id "${id}".`);
}

/** A colour of style.css as it is now, in dark or in light. */
export function colour(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(`--${name}`);
}

export function onColourChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}

/** A range input together with the text beside it. */
export function slider(
  id: string,
  { value, show }: { value: (position: number) => number; show: (value: number) => string },
  onInput: (value: number) => void = () => {},
) {
  const input = element(id, HTMLInputElement);
  const output = element(`${id}-value`, HTMLOutputElement);
  const read = () => value(input.valueAsNumber);
  const print = () => {
    output.value = show(read());
    input.setAttribute('aria-valuetext', output.value);
  };
  input.addEventListener('input', () => {
    print();
    onInput(read());
  });
  print();
  return {
    read,
    /** Moves to a position, without a call of `onInput`. */
    moveTo(position: number) {
      input.valueAsNumber = position;
      print();
    },
  };
}
