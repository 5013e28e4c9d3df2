import { renderSvg } from '../../examples/shared/renderSvg.js';
import { heightOf, toOption, WIDTH } from './option.js';
import type { Picture } from './picture.js';

/** Draws a picture as SVG. */
export function toSvg(picture: Picture): string {
  return renderSvg(toOption(picture), WIDTH, heightOf(picture));
}
