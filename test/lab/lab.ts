// Drives the built lab in a real browser: `npm run test:lab`.
/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium, noChromium } from '../browser/chromium.js';
import { testAccess } from './access.js';
import { testAddress } from './address.js';
import { testBackends } from './backends.js';
import { testBall } from './ball.js';
import { testDrawing } from './drawing.js';
import { testModels } from './models.js';
import { testProgram } from './program.js';
import { testShuffle } from './shuffle.js';
import { type Lab, type Opening, openLab, serveLab, type Site } from './site.js';
import { testStory } from './story.js';
import { testTwins } from './twins.js';
import { testUnits } from './units.js';

/** Opens a page of the lab, which the test closes. */
export type Open = (opening?: Opening & { gpu?: boolean }) => Promise<Lab>;

/** What a processor that draws for the graphics card need not draw. */
const SMALL = { width: 360, height: 200 };

describe('the lab', { skip: noChromium }, () => {
  let site: Site;
  let browser: Browser;
  let gpuBrowser: Browser;

  before(async () => {
    site = await serveLab();
    browser = await launchChromium('none');
    gpuBrowser = await launchChromium('software');
  });

  after(async () => {
    await browser.close();
    await gpuBrowser.close();
    await site.close();
  });

  const open: Open = ({ gpu = false, ...opening } = {}) =>
    gpu
      ? openLab(gpuBrowser, site, { viewport: SMALL, ...opening })
      : openLab(browser, site, opening);
  testStory(open);
  testTwins(open);
  testUnits(open);
  testShuffle(open);
  testBall(open);
  testDrawing(open);
  testModels(open);
  testProgram(open);
  testAddress(open);
  testAccess(open);
  testBackends(open);
});
