// The same way without JavaScript: every step is a page and a form.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FOOD_BUSINESS, actForOrganisation, answerPath, beginDraft, fillSections, giveMaterials, submit } from './lib/application.mjs';
import { account } from './lib/hall.mjs';
import { arrive, signIn } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

describe('without script', { concurrency: 1 }, () => {
  after(stopBrowser);

  test('guidance, sign-in, form with rows that repeat, materials, submission and trace', async () => {
    const applicant = await arrive({ script: false, name: 'without script' });
    await applicant.open('/sign-in');
    await signIn(applicant, account('representative'));
    await actForOrganisation(applicant);
    await applicant.open('/items/food-business-new/path');
    await answerPath(applicant, { business: 'catering', who: 'unit', area: 'small' });
    const draft = await beginDraft(applicant);
    const people = 'input[name^="safety_managers."][name$=".name"]';
    let rows = 0;
    await fillSections(applicant, draft, FOOD_BUSINESS, {
      before: async (visitor, section) => {
        if (!section.endsWith('/people_page') || rows) return;
        await visitor.page.locator(people).first().fill('示范甲');
        await visitor.go('main button[name=_add][value=safety_managers]');
        rows = await visitor.page.locator(people).count();
        assert.equal(rows, 2, 'a second row');
        assert.equal(await visitor.page.locator(people).first().inputValue(), '示范甲', 'the first row as typed');
        await visitor.shot('nojs-rows');
      },
    });
    assert.equal(rows, 2);
    await giveMaterials(applicant);
    const number = await submit(applicant);
    assert.match(await applicant.page.locator('main').innerText(), new RegExp(number));
    assert.equal(await applicant.page.locator('html.js').count(), 0, 'no script ran');
    await applicant.leave();
  });
});
