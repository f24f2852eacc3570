// Pictures for human eyes: wide, right to left, in English, print, large text, empty. Every page is judged by the harness
// besides (axe, console, width); whether it is calm, only a look tells.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { actForOrganisation } from './lib/application.mjs';
import { arrive, arriveAs } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

const PUBLIC = ['/', '/items', '/items/food-business-new', '/items/food-business-new/path', '/sign-in', '/progress', '/figures', '/verify', '/ratings'];
const name = (path) => path.replace(/[?=]/g, '-').split('/').filter(Boolean).join('-') || 'home';

/** Message keys that were shown because nobody wrote the sentence: two or more words joined with hyphens, alone in their element. */
const untranslated = (visitor) => visitor.page.evaluate(() => [...document.querySelectorAll('body *')]
  .filter((one) => !one.children.length && !one.closest('.code, code, kbd, bdi, script, style'))
  .map((one) => one.textContent.trim())
  .filter((text) => /^(home|items|item|draft|case|mine|desk|licence|rating|ratings|identity|field|form|forms|footer|nav|error|progress|figures|ledger|problem)(-[a-z0-9]+)+$/.test(text)));

describe('pictures', { concurrency: 1 }, () => {
  after(stopBrowser);

  for (const [lang, direction] of [['zh-CN', 'ltr'], ['en', 'ltr'], ['ug', 'rtl']]) {
    test(`the public pages in ${lang}`, async () => {
      const visitor = await arrive({ lang, name: lang });
      for (const path of PUBLIC) {
        await visitor.open(path);
        assert.equal(await visitor.page.evaluate(() => getComputedStyle(document.documentElement).direction), direction);
        assert.deepEqual(await untranslated(visitor), [], path);
        await visitor.shot(`${lang}-${name(path)}`);
      }
      await visitor.leave();
    });
  }

  test('the applicant’s and the officials’ pages', async () => {
    const applicant = await arriveAs('representative');
    await actForOrganisation(applicant);
    for (const path of ['/my', '/my/cases', '/my/licences', '/my/messages', '/my/account', '/my/organisations']) {
      await applicant.open(path);
      assert.deepEqual(await untranslated(applicant), [], path);
      await applicant.shot(`wide-${name(path)}`);
    }
    await applicant.leave();
    for (const [role, paths] of [['acceptance', ['/desk', '/desk?tab=all', '/desk/account']], ['item-editor', ['/desk/items']], ['rating-handler', ['/desk/ratings']], ['system-admin', ['/desk/staff', '/desk/staff/new']], ['audit-admin', ['/desk/ledger']], ['head', ['/desk/licences']]]) {
      const official = await arriveAs(role);
      for (const path of paths) {
        await official.open(path);
        assert.deepEqual(await untranslated(official), [], path);
        await official.shot(`wide-${name(path)}-${role}`);
      }
      await official.leave();
    }
  });

  test('a guide as it prints, and at 200 % text', async () => {
    const visitor = await arrive();
    await visitor.page.emulateMedia({ media: 'print' });
    await visitor.open('/items/food-business-new');
    assert.equal(await visitor.page.locator('nav').first().isVisible(), false, 'the navigation is not printed');
    assert.equal(await visitor.page.getByText('国家对食品生产经营实行许可制度').first().isVisible(), true, 'what is folded on the screen stands open on paper');
    await visitor.shot('print-guide');
    await visitor.page.emulateMedia({ media: 'screen' });
    for (const path of ['/', '/items/food-business-new']) {
      await visitor.open(path);
      await visitor.page.evaluate(() => { document.documentElement.style.setProperty('font-size', '200%'); });
      await visitor.looked();
      await visitor.shot(`large-${name(path)}`);
    }
    await visitor.leave();
  });

  test('a search that finds nothing says what to do next', async () => {
    const visitor = await arrive();
    await visitor.open('/items?q=zzzzzzzz');
    assert.ok(await visitor.page.locator('main a').count() > 0, 'a way on');
    await visitor.shot('empty-search');
    await visitor.leave();
  });
});
