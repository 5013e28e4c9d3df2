import { colour, motionReduced, onColourChange, rem } from './dom.js';
import { DEPTH, distanceOf, placeOf, type Point, REACH } from './discGeometry.js';

/** One network's units in one layer. */
export interface Units {
  /** A colour of page.css. */
  colour: string;
  norms: Float32Array;
  /** Against the start, in radians. */
  angles: Float32Array;
}

/** Milliseconds in which dots go to where the next report has them. */
const GLIDE = 180;
const RINGS = [2, 4, 8, 16];
/** Where on the rings their names stand: where dots hardly ever are. */
const LABELS = (112 * Math.PI) / 180;
/** CSS pixels within which the pointer finds a dot. */
const CATCH = 16;

/** A cloud of dots on its way from one report to the next. */
interface Cloud {
  colour: string;
  from: Point[];
  to: Point[];
}

/** Units as dots in the disc of radius c: distance is norm, direction the angle against the start. */
export class UnitDisc {
  private clouds: Cloud[] = [];
  private since = 0;
  private frame = 0;
  private selected = 0;
  /** Frames drawn so far. */
  frames = 0;

  /** @param onSelect A unit is pointed at, or reached by arrow keys. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onSelect: (unit: number) => void,
  ) {
    canvas.addEventListener('pointermove', (event) => this.point(event));
    canvas.addEventListener('pointerdown', (event) => this.point(event));
    canvas.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.redraw()).observe(canvas);
    onColourChange(() => this.redraw());
  }

  show(layers: Units[], bound: number): void {
    const now = this.clouds.map((cloud) => this.placesOf(cloud));
    this.clouds = layers.map(({ colour, norms, angles }, i) => {
      const to = Array.from(norms, (norm, unit) => placeOf(norm / bound, angles[unit], unit));
      const from = now[i]?.length === to.length ? now[i] : to;
      return { colour, from: from.map((point, k) => (Number.isNaN(point[0]) ? to[k] : point)), to };
    });
    this.since = performance.now();
    this.redraw();
  }

  select(unit: number, description: string): void {
    this.selected = unit;
    this.canvas.setAttribute('aria-valuenow', String(unit));
    this.canvas.setAttribute('aria-valuemax', String(Math.max(0, this.count - 1)));
    this.canvas.setAttribute('aria-valuetext', description);
    this.redraw();
  }

  private get count(): number {
    return this.clouds[0]?.to.length ?? 0;
  }

  private get progress(): number {
    return motionReduced() ? 1 : Math.min(1, (performance.now() - this.since) / GLIDE);
  }

  private placesOf({ from, to }: Cloud): Point[] {
    const part = this.progress;
    return to.map(([x, y], i) => [
      from[i][0] + part * (x - from[i][0]),
      from[i][1] + part * (y - from[i][1]),
    ]);
  }

  private redraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      if (this.progress < 1) this.redraw();
    });
  }

  private draw(): void {
    const { canvas } = this;
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    if (width === 0) return;
    const unit = width / 2 / REACH;
    if (canvas.width !== width) {
      canvas.width = width;
      canvas.height = Math.round(unit * (REACH + DEPTH));
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, canvas.height);
    context.setTransform(unit, 0, 0, unit, width / 2, width / 2);
    this.drawRings(context, (rem() * devicePixelRatio) / unit);
    const radius = ((this.count > 300 ? 0.14 : 0.19) * rem() * devicePixelRatio) / unit;
    // The network without max-norm lies below: where the twins agree, blue covers orange.
    const places = this.clouds.map((cloud) => this.placesOf(cloud));
    for (let i = places.length - 1; i >= 0; i--) {
      this.drawCloud(context, this.clouds[i], places[i], radius);
    }
    this.clouds.forEach((cloud, i) => this.drawSelected(context, cloud, places[i], radius));
    this.frames++;
  }

  private drawRings(context: CanvasRenderingContext2D, em: number): void {
    context.lineWidth = em / 14;
    context.font = `${0.8 * em}px system-ui, sans-serif`;
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    context.strokeStyle = colour('line');
    for (const norm of RINGS) {
      circle(context, 0, 0, distanceOf(norm));
      context.stroke();
    }
    context.beginPath();
    context.moveTo(0, -REACH);
    context.lineTo(0, 0);
    context.moveTo(-REACH, 0);
    context.lineTo(REACH, 0);
    context.stroke();
    circle(context, 0, 0, 1);
    context.fillStyle = colour('with-tint');
    context.fill();
    context.strokeStyle = colour('with');
    context.lineWidth = em / 8;
    context.stroke();
    context.fillStyle = colour('muted');
    const places = RINGS.map((norm) => {
      const distance = distanceOf(norm);
      return [distance * Math.sin(LABELS), -distance * Math.cos(LABELS)] as const;
    });
    context.fillStyle = colour('card');
    const names = RINGS.map((norm, i) => `${i === RINGS.length - 1 ? '≥ ' : ''}${norm}c`);
    places.forEach(([x, y], i) => {
      const { width } = context.measureText(names[i]);
      context.fillRect(x - width / 2, y - 0.6 * em, width, 1.2 * em);
    });
    context.fillStyle = colour('muted');
    places.forEach(([x, y], i) => context.fillText(names[i], x, y));
    context.fillText('turned by 90°', -REACH + 3 * em, 0.8 * em);
    context.fillText('0°', 0.9 * em, -REACH + 0.7 * em);
    context.fillStyle = colour('with');
    context.font = `italic ${1.1 * em}px system-ui, sans-serif`;
    context.fillText('c', 0, 1 - 0.8 * em);
  }

  private drawCloud(
    context: CanvasRenderingContext2D,
    cloud: Cloud,
    places: Point[],
    radius: number,
  ): void {
    context.strokeStyle = context.fillStyle = colour(cloud.colour);
    context.globalAlpha = 0.35;
    context.lineWidth = radius;
    context.beginPath();
    places.forEach(([x, y], i) => {
      if (Number.isNaN(x)) return;
      context.moveTo(...cloud.from[i]);
      context.lineTo(x, y);
    });
    context.stroke();
    context.globalAlpha = 0.8;
    context.beginPath();
    for (const [x, y] of places) {
      if (Number.isNaN(x)) continue;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
    context.globalAlpha = 1;
  }

  private drawSelected(
    context: CanvasRenderingContext2D,
    cloud: Cloud,
    places: Point[],
    radius: number,
  ): void {
    const place = places[this.selected] as Point | undefined;
    if (place == null || Number.isNaN(place[0])) return;
    context.strokeStyle = context.fillStyle = colour(cloud.colour);
    context.lineWidth = radius / 2;
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(...place);
    context.stroke();
    circle(context, ...place, 1.6 * radius);
    context.fill();
    context.strokeStyle = colour('text');
    circle(context, ...place, 2.4 * radius);
    context.stroke();
  }

  private point(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const unit = box.width / 2 / REACH;
    const x = (event.clientX - box.left) / unit - REACH;
    const y = (event.clientY - box.top) / unit - REACH;
    let nearest = -1;
    let least = CATCH / unit;
    for (const cloud of this.clouds) {
      this.placesOf(cloud).forEach((place, i) => {
        const distance = Math.hypot(place[0] - x, place[1] - y);
        if (distance < least) [least, nearest] = [distance, i];
      });
    }
    if (nearest >= 0 && nearest !== this.selected) this.onSelect(nearest);
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.count - 1;
    const targets: Record<string, number> = {
      ArrowRight: this.selected + 1,
      ArrowUp: this.selected + 1,
      ArrowLeft: this.selected - 1,
      ArrowDown: this.selected - 1,
      PageUp: this.selected + 10,
      PageDown: this.selected - 10,
      Home: 0,
      End: last,
    };
    if (!(event.key in targets) || last < 0) return;
    event.preventDefault();
    this.onSelect(Math.min(last, Math.max(0, targets[event.key])));
  }
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}
