import { type Digits, PIXELS } from '../../shared/mnist/digits.js';
import trainUrl from '../digits/train.bin?url';
import validationUrl from '../digits/validation.bin?url';

export interface DigitSets {
  train: Digits;
  validation: Digits;
}

/** 8,000 digits to train on and 2,000 others, packed by packDigits.ts. */
export async function loadDigits(): Promise<DigitSets> {
  const [train, validation] = await Promise.all([unpack(trainUrl), unpack(validationUrl)]);
  return { train, validation };
}

async function unpack(url: string): Promise<Digits> {
  const { body } = await fetch(url);
  const stream = body!.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = bytes.length / (1 + PIXELS);
  return { labels: bytes.subarray(0, count), images: bytes.subarray(count) };
}
