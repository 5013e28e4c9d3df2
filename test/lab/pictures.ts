// Takes the pictures for the docs, and one of the whole page for each kind of screen: `npm run lab:pictures`.
import { mkdir } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, noChromium } from '../browser/chromium.js';
import { openLab, serveLab, trainTo } from './site.js';

const STEPS = 150;
const DOCS = 'docs/images';
const OUTPUT = 'output/lab';

if (noChromium) throw new Error(noChromium);
const screens: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 900 } },
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
};

await mkdir(DOCS, { recursive: true });
await mkdir(OUTPUT, { recursive: true });
const site = await serveLab();
const browser = await launchChromium();
for (const [name, options] of Object.entries(screens)) {
  const { page, problems } = await openLab(browser, site, options);
  await trainTwins(page);
  await page.screenshot({ path: `${OUTPUT}/${name}.png`, fullPage: true });
  if (name === 'light') {
    await page.addStyleTag({ content: 'section { padding: 1rem; margin: 0 }' });
    await page.locator('#ball').screenshot({ path: `${DOCS}/ball.png` });
    await page.locator('#lab').screenshot({ path: `${DOCS}/lab.png` });
  }
  for (const problem of problems) console.error(`${name}: ${problem}`);
  await page.close();
}
await browser.close();
await site.close();
console.log(`Wrote ${DOCS}/ball.png, ${DOCS}/lab.png and the whole page to ${OUTPUT}/.`);

/** Twins at a learning rate that is bold without max-norm. */
async function trainTwins(page: Page): Promise<void> {
  await page.check('#twin');
  await page.fill('#rate', '-0.5');
  await trainTo(page, STEPS);
  await page.click('#unseen');
  await page.waitForSelector('#verdict:has-text("Without: a")');
}
