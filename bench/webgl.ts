// The projection on WebGL in a headless Chromium: the composed version and the kernel, by turns.
// Run: npx tsx bench/webgl.ts [rounds]
import Table from 'cli-table3';
import { bundle } from '../test/browser/bundle.js';
import { launchChromium, noChromium } from '../test/browser/chromium.js';
import type { Timing } from './measure.js';
import type { Row } from './webglPage.js';

async function main(): Promise<void> {
  if (noChromium) throw new Error(noChromium);
  const rounds = Number(process.argv[2] ?? 20);
  const script = await bundle(new URL('webglPage.ts', import.meta.url));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const { renderer, rows } = await page.evaluate<{ renderer: string; rows: Row[] }>(
      `run(${rounds})`,
    );
    const table = new Table({
      head: ['shape over axis', 'exceed', 'composed ms', 'ours ms (quartiles)', 'times faster'],
      style: { head: [], border: [] },
    });
    for (const { shape, axes, exceed, composed, ours } of rows) {
      const name = `${shape.join(' x ')} over ${axes.join(', ')}`;
      const ratio = (composed.median / ours.median).toFixed(1);
      table.push([name, exceed, show(composed), show(ours), ratio]);
    }
    console.log(`${renderer}, medians of ${rounds} rounds\n${table.toString()}`);
  } finally {
    await browser.close();
  }
}

function show({ median, low, high }: Timing): string {
  return `${median.toFixed(1)} (${low.toFixed(1)}-${high.toFixed(1)})`;
}

await main();
