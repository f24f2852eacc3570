// The session ends while a person types: what was sent is kept and found again after signing in.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { actForOrganisation, answerPath, beginDraft } from './lib/application.mjs';
import { account } from './lib/hall.mjs';
import { arrive, signIn } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

for (const script of [true, false]) {
  describe(`a session that ends, ${script ? 'with' : 'without'} script`, () => {
    after(stopBrowser);

    test('what is posted afterwards is kept and shown after signing in', async () => {
      const applicant = await arrive({ script, name: 'late' });
      await applicant.open('/sign-in');
      await signIn(applicant, account('representative'));
      await actForOrganisation(applicant);
      await applicant.open('/items/food-business-new/path');
      await answerPath(applicant, { business: 'catering', who: 'unit', area: 'small' });
      const draft = await beginDraft(applicant);
      await applicant.open(`${draft}/sections/premises_page`);
      const words = '晨光餐饮裕华西路店';
      await applicant.context.clearCookies({ name: 'session' });
      await applicant.page.locator('input[name=operator]').fill(words);
      await applicant.go('main form .actions button[value=next]');
      assert.equal(new URL(applicant.page.url()).pathname, '/sign-in');
      assert.match(await applicant.page.locator('body').innerText(), /登录已经过期/);
      await applicant.shot(`late-sign-in${script ? '' : '-nojs'}`);
      await signIn(applicant, account('representative'));
      // Acting for the organisation ended with the session; the draft belongs to it.
      if (!(await applicant.page.locator('input[name=operator]').count())) {
        await actForOrganisation(applicant);
        await applicant.open(`${draft}/sections/premises_page`);
      }
      assert.equal(await applicant.page.locator('input[name=operator]').inputValue(), words);
      await applicant.shot(`late-found${script ? '' : '-nojs'}`);
      await applicant.leave();
    });
  });
}
