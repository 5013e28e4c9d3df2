/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Open } from './lab.js';
import { trainTo } from './site.js';

const CONTROLS = /^(slider|button|combobox|checkbox|link|textbox|application|radio|spinbutton)$/;

export function testAccess(open: Open): void {
  describe('everybody', () => {
    for (const [width, colorScheme] of [
      [360, 'light'],
      [1280, 'light'],
      [1280, 'dark'],
      [2560, 'dark'],
    ] as const) {
      it(`can read it, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page } = await open({ colorScheme, viewport: { width, height: 900 } });
        await trainTo(page, 3);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        const outside = await page.evaluate(() =>
          [...document.querySelectorAll('.card')].flatMap((card) => {
            const { left, right } = card.getBoundingClientRect();
            return [...card.querySelectorAll('td, th, p, button, select, figcaption')]
              .filter((part) => {
                const box = part.getBoundingClientRect();
                return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
              })
              .map((part) => part.textContent);
          }),
        );
        assert.deepEqual(outside, []);
        await page.evaluate(await axe());
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          [],
        );
        await page.close();
      });
    }

    it('hears the name of every control', async () => {
      const { page } = await open();
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const controls = nodes.filter(
        ({ role, ignored }) => !ignored && CONTROLS.test(String(role?.value)),
      );
      assert.ok(controls.length > 40, `only ${controls.length} controls`);
      const names = controls.map(({ role, name }) => [role!.value, name?.value] as string[]);
      assert.deepEqual(
        names.filter(([, name]) => !name?.trim()),
        [],
      );
      const sliders = names.filter(([role]) => role === 'slider').map(([, name]) => name);
      assert.ok(
        sliders.includes('learning rate') && sliders.includes('c, the longest a unit may be'),
      );
      await page.close();
    });

    it('reaches every control by keyboard', async () => {
      const { page } = await open();
      const reached = new Set<string>();
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate(() => document.activeElement?.id ?? ''));
      }
      for (const id of [
        'train',
        'c',
        'story-disc',
        'rate',
        'backend',
        'shuffle',
        'drawing',
        'load',
      ]) {
        assert.ok(reached.has(id), `${id} is not reached`);
      }
      await page.close();
    });
  });
}

function axe(): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
}
