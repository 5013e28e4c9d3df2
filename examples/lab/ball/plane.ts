import type { Move } from './rules.js';
import { add, length, scale, type Vector } from './vector.js';

/** The plane is shown from -REACH to REACH in both directions. */
const REACH = 3.2;
const ARROWS: Record<string, Vector> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const KEY_STEP = 0.1;

export interface Scene {
  maxValue: number;
  minimum: Vector;
  move: Move;
  /** Where w was before. */
  trail: Vector[];
}

export interface PlaneOptions {
  /** What bounds w here, if anything. */
  bound: 'ball' | 'box' | 'none';
  /** w is about to be moved by hand. */
  onGrab: () => void;
  /** w is moved by hand to there. */
  onDrag: (to: Vector) => void;
  onDragMinimum: (to: Vector) => void;
}

/** A picture of one rule at work on a weight vector in the plane. */
export class Plane {
  private readonly svg = create('svg', {
    viewBox: `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`,
  });
  private readonly contours = [0.6, 1.2, 1.8, 2.4, 3, 3.6].map((r) => this.circle('contour', r));
  private readonly ball = this.circle('ball', 1);
  private readonly box = this.add('rect', 'box');
  private readonly trail = this.add('polyline', 'trail');
  private readonly radius = this.add('line', 'radius');
  private readonly weight = this.add('line', 'weight');
  private readonly step = this.add('line', 'step');
  private readonly correction = this.add('line', 'correction');
  private readonly free = this.circle('free', 0.09);
  private readonly radiusLabel = this.label('c');
  private readonly weightLabel = this.label('w');
  private readonly minimum: SVGElement;
  private readonly handle: SVGElement;
  private scene?: Scene;

  constructor(parent: Element, options: PlaneOptions) {
    parent.prepend(this.svg);
    this.svg.prepend(
      create('path', { class: 'axis', d: `M${-REACH},0H${REACH}M0,${-REACH}V${REACH}` }),
    );
    this.box.style.display = options.bound === 'box' ? '' : 'none';
    this.ball.classList.toggle('filled', options.bound === 'ball');
    this.minimum = this.handleFor('minimum', 'Least loss', options.onDragMinimum);
    this.minimum.append(create('path', { d: 'M-.13,-.13L.13,.13M-.13,.13L.13,-.13' }));
    this.handle = this.handleFor('handle', 'Weight vector w', options.onDrag, options.onGrab);
    this.handle.append(create('circle', { r: 0.15 }));
  }

  draw(scene: Scene): void {
    this.scene = scene;
    const { maxValue, minimum, move, trail } = scene;
    const { from, free, to } = move;
    for (const contour of this.contours) set(contour, { cx: minimum[0], cy: -minimum[1] });
    set(this.ball, { r: maxValue });
    set(this.box, { x: -maxValue, y: -maxValue, width: 2 * maxValue, height: 2 * maxValue });
    set(this.trail, { points: trail.map(([x, y]) => `${x},${-y}`).join(' ') });
    this.line(this.radius, [0, 0], free);
    this.line(this.weight, [0, 0], to);
    this.line(this.step, from, free);
    this.line(this.correction, free, to);
    set(this.free, { cx: free[0], cy: -free[1] });
    const side = to[0] > 0 ? -1 : 1; // c is written where w is not
    set(this.radiusLabel, { x: side * 0.74 * maxValue + side * 0.2, y: 0.74 * maxValue + 0.25 });
    set(this.weightLabel, this.besideWeight(to));
    this.place(this.minimum, minimum);
    this.place(this.handle, to);
  }

  /** Beside the middle of w, on the side away from the free step. */
  private besideWeight([x, y]: Vector): Attributes {
    const size = Math.max(length([x, y]), 0.01);
    return { x: x / 2 - (0.3 * y) / size, y: -y / 2 - (0.3 * x) / size };
  }

  private place(handle: SVGElement, [x, y]: Vector): void {
    set(handle, {
      transform: `translate(${x} ${-y})`,
      'aria-valuetext': `${x.toFixed(2)}, ${y.toFixed(2)}, length ${length([x, y]).toFixed(2)}`,
      'aria-valuenow': length([x, y]).toFixed(2),
    });
  }

  private line(line: SVGElement, [x1, y1]: Vector, [x2, y2]: Vector): void {
    set(line, { x1, y1: -y1, x2, y2: -y2 });
  }

  /** Something that is dragged by pointer or moved by the arrow keys. */
  private handleFor(
    name: string,
    label: string,
    onDrag: (to: Vector) => void,
    onGrab: () => void = () => {},
  ): SVGElement {
    const handle = this.add('g', name, { tabindex: 0, role: 'slider', 'aria-label': label });
    handle.append(create('circle', { r: 0.5, class: 'touch' }));
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      onGrab();
    });
    handle.addEventListener('pointermove', (event) => {
      if (handle.hasPointerCapture(event.pointerId)) onDrag(this.position(event));
    });
    handle.addEventListener('keydown', (event) => {
      const direction = ARROWS[event.key] as Vector | undefined;
      if (direction == null || this.scene == null) return;
      event.preventDefault();
      const at = name === 'minimum' ? this.scene.minimum : this.scene.move.to;
      onGrab();
      onDrag(add(at, scale(direction, KEY_STEP)));
    });
    return handle;
  }

  private position({ clientX, clientY }: PointerEvent): Vector {
    const box = this.svg.getBoundingClientRect();
    const coordinate = (offset: number, size: number) =>
      Math.min(1, Math.max(-1, (2 * offset) / size - 1)) * REACH * 0.97;
    return [coordinate(clientX - box.left, box.width), -coordinate(clientY - box.top, box.height)];
  }

  private label(text: string): SVGElement {
    const label = this.add('text', 'label');
    label.textContent = text;
    return label;
  }

  private circle(name: string, r: number): SVGElement {
    return this.add('circle', name, { r });
  }

  private add(tag: string, name: string, attributes: Attributes = {}): SVGElement {
    const element = create(tag, { class: name, ...attributes });
    this.svg.append(element);
    return element;
  }
}

type Attributes = Record<string, string | number>;

function create(tag: string, attributes: Attributes): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag as 'g');
  set(element, attributes);
  return element;
}

function set(element: SVGElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
