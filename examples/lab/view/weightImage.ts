import { colour } from './dom.js';
import type { UnitWeights } from '../network/network.js';

/** Draws the incoming weights of a unit: the largest in full colour, zero as the background. */
export function drawWeightImage(canvas: HTMLCanvasElement, { shape, values }: UnitWeights): void {
  const { height, width, channels } = layoutOf(shape);
  const columns = Math.ceil(Math.sqrt(channels));
  const rows = Math.ceil(channels / columns);
  const gap = channels > 1 ? 1 : 0; // an empty pixel between two channels
  canvas.width = columns * (width + gap) - gap;
  canvas.height = rows * (height + gap) - gap;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  const colours = [colour('positive'), colour('negative')];
  const context = canvas.getContext('2d')!;
  values.forEach((value, i) => {
    const channel = i % channels;
    const pixel = Math.floor(i / channels);
    const x = (channel % columns) * (width + gap) + (pixel % width);
    const y = Math.floor(channel / columns) * (height + gap) + Math.floor(pixel / width);
    context.globalAlpha = Math.min(1, Math.abs(value) / largest);
    context.fillStyle = colours[value > 0 ? 0 : 1];
    context.fillRect(x, y, 1, 1);
  });
}

function layoutOf(shape: number[]): { height: number; width: number; channels: number } {
  if (shape.length === 3) return { height: shape[0], width: shape[1], channels: shape[2] };
  if (shape.length === 2) return { height: shape[0], width: shape[1], channels: 1 };
  const width = Math.ceil(Math.sqrt(shape[0]));
  return { height: Math.ceil(shape[0] / width), width, channels: 1 };
}
