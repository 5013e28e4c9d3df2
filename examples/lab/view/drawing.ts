import { PIXELS, SIDE } from '../../shared/mnist/digits.js';

const PEN = 2.2; // pixels of the 28 a side
const TINY = 0.01; // a line without any length is not drawn
const KEYS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A canvas to draw a digit on: by pointer, or by arrow keys with the space bar to set and lift the pen. */
export class Drawing {
  private readonly context: CanvasRenderingContext2D;
  private readonly scale: number;
  private centred: Uint8Array | null | undefined;
  private pen = { x: SIDE / 2, y: SIDE / 4, down: false };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    /** Shows where the pen is, for the keyboard. */
    private readonly marker: HTMLElement,
    private readonly onDrawn: () => void,
  ) {
    this.context = canvas.getContext('2d', { willReadFrequently: true })!;
    this.scale = canvas.width / SIDE;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pen = { ...this.position(event), down: true };
      this.lineTo(this.pen);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.lineTo(this.position(event));
    });
    canvas.addEventListener('lostpointercapture', () => (this.pen.down = false));
    canvas.addEventListener('keydown', (event) => this.onKey(event));
    this.clear();
  }

  clear(): void {
    this.context.fillStyle = 'black';
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.changed();
  }

  /** Shows an image of 28 x 28 bytes. */
  show(pixels: Uint8Array): void {
    const image = new ImageData(SIDE, SIDE);
    pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
    const small = new OffscreenCanvas(SIDE, SIDE);
    small.getContext('2d')!.putImageData(image, 0, 0);
    this.context.drawImage(small, 0, 0, this.canvas.width, this.canvas.height);
    this.changed();
  }

  /** As MNIST was made: the digit scaled into 20 x 20 pixels and its centre of mass put in the middle of 28 x 28. */
  pixels(): Uint8Array | null {
    // Reading a canvas takes long, and training asks again and again.
    if (this.centred === undefined) this.centred = this.centre();
    return this.centred;
  }

  private changed(): void {
    this.centred = undefined;
    this.onDrawn();
  }

  private centre(): Uint8Array | null {
    const { width, height } = this.canvas;
    const ink = grey(this.context.getImageData(0, 0, width, height));
    const box = boxOf(ink, width);
    if (box == null) return null;
    const scale = 20 / Math.max(box.width, box.height);
    const small = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true })!;
    small.imageSmoothingQuality = 'high';
    const draw = (dx: number, dy: number) => {
      small.fillStyle = 'black';
      small.fillRect(0, 0, SIDE, SIDE);
      const [w, h] = [box.width * scale, box.height * scale];
      const [x, y] = [(SIDE - w) / 2 + dx, (SIDE - h) / 2 + dy];
      small.drawImage(this.canvas, box.x, box.y, box.width, box.height, x, y, w, h);
      return grey(small.getImageData(0, 0, SIDE, SIDE));
    };
    const mass = centreOfMass(draw(0, 0));
    const centred = draw(Math.round(SIDE / 2 - mass.x), Math.round(SIDE / 2 - mass.y));
    return Uint8Array.from(centred, (ink) => Math.round(255 * ink));
  }

  private onKey(event: KeyboardEvent): void {
    const move = KEYS[event.key] as [number, number] | undefined;
    if (event.key === ' ') this.pen.down = !this.pen.down;
    else if (move == null) return;
    event.preventDefault();
    const [dx, dy] = move ?? [0, 0];
    const to = { x: clamp(this.pen.x + dx), y: clamp(this.pen.y + dy) };
    if (this.pen.down) this.lineTo(to);
    else Object.assign(this.pen, to);
    this.marker.style.left = `${(100 * to.x) / SIDE}%`;
    this.marker.style.top = `${(100 * to.y) / SIDE}%`;
    this.marker.classList.toggle('down', this.pen.down);
  }

  private position(event: PointerEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: clamp(((event.clientX - box.left) / box.width) * SIDE),
      y: clamp(((event.clientY - box.top) / box.height) * SIDE),
    };
  }

  private lineTo(to: { x: number; y: number }): void {
    const { context, scale, pen } = this;
    context.strokeStyle = 'white';
    context.lineWidth = PEN * scale;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(pen.x * scale, pen.y * scale);
    context.lineTo(to.x * scale + TINY, to.y * scale);
    context.stroke();
    Object.assign(pen, to);
    this.changed();
  }
}

function clamp(position: number): number {
  return Math.min(SIDE - 1, Math.max(1, position));
}

/** 0 (paper) to 1 (ink). */
function grey({ data }: ImageData): Float32Array {
  return Float32Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] / 255);
}

function boxOf(ink: Float32Array, width: number) {
  let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
  ink.forEach((value, i) => {
    if (value < 0.5) return;
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.max(bottom, Math.floor(i / width));
  });
  if (right < 0) return null;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function centreOfMass(ink: Float32Array): { x: number; y: number } {
  let [x, y, sum] = [0, 0, 0];
  for (let i = 0; i < PIXELS; i++) {
    x += (i % SIDE) * ink[i];
    y += Math.floor(i / SIDE) * ink[i];
    sum += ink[i];
  }
  return { x: x / sum, y: y / sum };
}
