/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Open } from './lab.js';
import { assertWithin, save } from './savedModel.js';
import { reachStep, stop, textOf, trainTo } from './site.js';

export function testModels(open: Open): void {
  describe('models', () => {
    it('come back with their bound and their dropout, under names that a browser gave', async () => {
      const { page, problems } = await open({ hash: 'dropout=0.4&c=0.6' });
      await trainTo(page, 20);
      const saved = await save(page);

      await page.selectOption('#architecture', 'cnn');
      await page.fill('#dropout', '0');
      await page.waitForSelector('#norms:has-text("conv_1")');
      for (const [json, bin] of [
        ['max-norm.json', 'max-norm.weights.bin'],
        ['max-norm (1).json', 'max-norm.weights (1).bin'],
        ['max-norm-2.json', 'max-norm.weights(2).bin'],
      ]) {
        const files = [json, bin].map((name) => join(dirname(saved.json), name));
        if (files[0] !== saved.json) {
          await copyFile(saved.json, files[0]);
          await copyFile(saved.bin, files[1]);
        }
        await page.setInputFiles('#load', files);
        await page.waitForSelector(`#kept:has-text("${json}")`);
        assert.ok((await save(page)).weights.equals(saved.weights), 'other weights came back');
      }
      await page.waitForSelector('#norms:has-text("hidden_2")');
      assert.deepEqual(
        [await textOf(page, '#c-value'), await textOf(page, '#dropout-value')],
        ['0.6', '0.40'],
      );
      const twin = await save(page, '#save-twin');
      assert.ok(twin.weights.equals(saved.weights) && twin.bounds.length === 0, 'no twin');

      await trainTo(page, 10);
      assertWithin(await save(page), 0.6);
      assert.ok(Math.max(...(await save(page, '#save-twin')).norms) > 1);
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('get a bound where they have none', async () => {
      const { page } = await open();
      const { json, bin } = await save(page, '#save-twin');
      await page.setInputFiles('#load', [json, bin]);
      await page.waitForSelector('#kept:has-text("without.json")');
      await trainTo(page, 5);
      assertWithin(await save(page), 0.5);
      await page.close();
    });

    it('that are none are named, in sight', async () => {
      const { page } = await open();
      const notes = { name: 'notes.bin', mimeType: 'text/plain', buffer: Buffer.from('no model') };
      await page.locator('#keep').scrollIntoViewIfNeeded();
      await page.setInputFiles('#load', notes);
      const problem = page.locator('#problem:has-text("choose the .json file and the .bin file")');
      await problem.waitFor();
      const { y } = (await problem.boundingBox())!;
      assert.ok(y >= 0 && y < 300, `at ${y}`);
      await page.setInputFiles('#load', [notes, { ...notes, name: 'notes.json' }]);
      await page.waitForSelector(
        '#problem:has-text("notes.json is not the .json file of a model")',
      );
      await page.close();
    });

    it('follow the sliders while they train', async () => {
      const { page, problems } = await open({ hash: 'c=2&dropout=0.1' });
      await page.click('#train');
      await reachStep(page, 10);
      await page.fill('#c', '-1');
      await page.fill('#dropout', '0.6');
      await reachStep(page, 60);
      await stop(page);
      const after = await save(page);
      assertWithin(after, 0.5);
      assert.deepEqual([...new Set(after.bounds)], [0.5]);
      assert.deepEqual([...new Set(after.rates)], [0.6]);
      assert.deepEqual(problems, []);
      await page.close();
    });
  });
}
