// Takes the pictures for the docs, and of every chapter on every kind of screen: `npm run lab:pictures`.
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { launchChromium, noChromium } from '../browser/chromium.js';
import { openLab, reachStep, serveLab, stop } from './site.js';

const DOCS = 'docs/images';
const OUTPUT = 'output/lab';
const WIDTHS = [360, 1280, 2560];
/** Where the free network has come apart. */
const STEPS = 400;

if (noChromium) throw new Error(noChromium);
await mkdir(DOCS, { recursive: true });
await mkdir(OUTPUT, { recursive: true });
const site = await serveLab();
const browser = await launchChromium('none');

await takeForDocs();
for (const width of WIDTHS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, problems } = await openLab(browser, site, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await tellStory(page);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: `${OUTPUT}/first-${width}-${colorScheme}.png` });
    await page.addStyleTag({ content: '#bar { position: static }' });
    for (const chapter of await page.locator('main section').all()) {
      const path = `${OUTPUT}/${await chapter.getAttribute('id')}-${width}-${colorScheme}.png`;
      await chapter.screenshot({ path });
    }
    for (const problem of problems) console.error(`${width} ${colorScheme}: ${problem}`);
    await page.close();
  }
}
await browser.close();
await site.close();
console.log(
  `Wrote ball.png, lab.png and shuffle.png to ${DOCS}/, and every chapter to ${OUTPUT}/.`,
);

async function takeForDocs(): Promise<void> {
  const { page } = await openLab(browser, site, {
    colorScheme: 'light',
    viewport: { width: 1100, height: 900 },
  });
  await tellStory(page);
  await page.addStyleTag({ content: '#bar { position: static } #story .try { display: none }' });
  await page.locator('.story-layout').screenshot({ path: `${DOCS}/lab.png` });
  await page.locator('.ball-layout').screenshot({ path: `${DOCS}/ball.png` });
  const [firstPaint] = await page.evaluate(() =>
    performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime),
  );
  console.log(`First paint after ${Math.round(firstPaint)} ms.`);
  page.setDefaultTimeout(300_000);
  await page.click('[data-try="plasticity"]');
  await page.waitForFunction(() =>
    /shuffle 29/.test(document.querySelector('#shuffle-verdict')!.textContent),
  );
  await page.waitForSelector('#train:text-is("Train")');
  await page.locator('.shuffle-layout').screenshot({ path: `${DOCS}/shuffle.png` });
  await page.close();
}

async function tellStory(page: Page): Promise<void> {
  await page.click('#train');
  await reachStep(page, STEPS);
  await stop(page);
  await page.click('#longest');
  await page.waitForTimeout(500); // until dots and pictures have arrived
}
