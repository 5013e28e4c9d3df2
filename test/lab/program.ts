/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Open } from './lab.js';
import { textOf } from './site.js';

const run = promisify(execFile);

export function testProgram(open: Open): void {
  describe('the program', () => {
    for (const [hash, expected] of [
      [
        'c=0.7&rate=0.1&digits=250&dropout=0.2&backend=wasm',
        /epoch 10: [\d.]+ % of new digits right/,
      ],
      ['c=0.7&rate=0.1&digits=250&network=cnn&backend=wasm', /epoch 10: [\d.]+ % of new digits/],
      ['c=0.7&rate=0.1&digits=250&batch=16&shuffle=5&backend=wasm', /shuffle 10: [\d.]+ % right/],
    ] as const) {
      it(`of ${hash} runs in Node.js as it is copied, and its norms are within c`, async () => {
        const { page } = await open({ hash });
        const program = await textOf(page, '#program');
        await page.close();
        // Within the project, where the packages are found that a user would install.
        await mkdir('output', { recursive: true });
        const folder = await mkdtemp(resolve('output', 'program-'));
        await writeFile(join(folder, 'program.mjs'), program);
        const { stdout } = await run(process.execPath, [join(folder, 'program.mjs')]);
        await rm(folder, { recursive: true });
        assert.match(stdout, expected);
        const norms = [...stdout.matchAll(/kernel.*/g)].map(([row]) => row);
        assert.ok(norms.length >= 3, stdout);
        for (const row of norms) assert.match(row, /0\.7/, stdout);
      });
    }

    it('is copied', async () => {
      const { page } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
      await page.click('#copy');
      await page.waitForSelector('#kept:has-text("The program is on the clipboard")');
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /maxNorm\(\{ maxValue: 0\.5 \}\)/);
      assert.equal(copied.trim(), (await textOf(page, '#program')).trim());
      await page.close();
    });
  });
}
