/** The page's element of that id, which must be of that class. */
export function element<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${type.name} with the id "${id}".`);
}

export function onClick(id: string, action: () => unknown): void {
  element(id, HTMLButtonElement).addEventListener('click', () => void action());
}

/** A colour of page.css as it is now, in dark or in light. */
export function colour(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(`--${name}`);
}

export function onColourChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}

/** Whether the system asks for as little motion as possible. */
export function motionReduced(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Pixels of a rem, which grows with the page. */
export function rem(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
