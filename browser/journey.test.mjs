// The whole way of one case: found in the catalogue, applied for, corrected, accepted, examined, decided, licensed,
// verified, rated. The steps stand on one another: when one fails, the later ones say so and are not tried.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { FOOD_BUSINESS, actForOrganisation, answerPath, beginDraft, download, fillSections, giveMaterials, submit } from './lib/application.mjs';
import { act, askForCorrection, atDesk } from './lib/desk.mjs';
import { account } from './lib/hall.mjs';
import { arrive, arriveAs, signIn } from './lib/people.mjs';
import { smallPdf, stopBrowser } from './lib/visitor.mjs';

const text = (visitor) => visitor.page.locator('main').innerText();
const pdf = (file) => assert.equal(file.bytes.subarray(0, 5).toString('latin1'), '%PDF-', `${file.status} ${file.type}`);

describe('from the catalogue to a licence', { concurrency: 1 }, () => {
  let applicant;
  let draft;
  let number;
  let identifier;
  let broken;
  /** A step that needs those before it. */
  const step = (name, work) => test(name, async (t) => {
    if (broken) return t.skip(`after “${broken}”`);
    try {
      await work(t);
    } catch (error) {
      broken = name;
      throw error;
    }
  });
  after(stopBrowser);

  step('a citizen finds the item by pinyin and by a common word, and reads its guide', async () => {
    applicant = await arrive({ name: 'applicant' });
    await applicant.open('/');
    await applicant.page.locator('main input[name=q]').fill('开饭店');
    await applicant.go('main form[role=search] button');
    assert.match(await text(applicant), /食品经营许可（新办）/, 'a common word');
    await applicant.page.locator('main input[name=q]').fill('spjyxk');
    await applicant.go('main form[role=search] button[type=submit]');
    await applicant.follow('食品经营许可（新办）');
    assert.equal(new URL(applicant.page.url()).pathname, '/items/food-business-new');
    assert.match(await text(applicant), /20 个工作日[\s\S]*8 个工作日/);
    pdf(await download(applicant, '/items/food-business-new/guide.pdf'));
  });

  step('the guidance asks only what it needs and names the materials of one situation', async () => {
    await applicant.go('main a[href$="/path"], main a[href*="/path?"]');
    const asked = await answerPath(applicant, { business: 'catering', who: 'unit', area: 'small' });
    assert.deepEqual(asked, ['business', 'who', 'area']);
    const found = await text(applicant);
    assert.match(found, /单位，餐饮服务，200 平方米及以下/);
    assert.match(found, /设备布局/);
    assert.doesNotMatch(found, /经营者身份证明/, 'a person’s paper is not asked of a unit');
  });

  step('signing in leads back to the path, with the answers kept', async () => {
    await applicant.go('main a[href^="/sign-in"]');
    await signIn(applicant, account('representative'));
    assert.match(await text(applicant), /单位，餐饮服务，200 平方米及以下/);
    // On behalf of the organisation, whose wallet holds the business licence.
    await actForOrganisation(applicant);
    await applicant.open('/items/food-business-new/path');
    await answerPath(applicant, { business: 'catering', who: 'unit', area: 'small' });
  });

  step('the draft opens with what the hall already knows, marked with its source', async () => {
    draft = await beginDraft(applicant);
    const overview = await text(applicant);
    assert.match(overview, /已为您带出 \d+ 项/);
    assert.match(overview, /已从证照《营业执照》/);
    await applicant.shot('draft-overview');
  });

  step('the form is filled in, left and found again', async () => {
    const sections = await fillSections(applicant, draft, FOOD_BUSINESS, {
      before: async (visitor, section) => {
        if (section.endsWith('/applicant')) {
          assert.match(await text(visitor), /已从账户资料中带入/);
          assert.match(await visitor.page.locator('input[name="organisation.name"]').inputValue(), /晨光/);
        }
        await visitor.shot(`draft-${section.split('/').at(-1)}`);
      },
    });
    assert.equal(sections.length, 5);
    await applicant.open('/my');
    await applicant.go(`main a[href^="${draft}"]`);
    assert.equal((await text(applicant)).match(/已完成/g)?.length, 5, 'all five sections are complete');
  });

  step('the business licence is not asked for again; the rest is uploaded, checked and submitted', async () => {
    await applicant.open(`${draft}/materials`);
    assert.match(await text(applicant), /营业执照/);
    assert.equal(await applicant.page.locator('input[type=file]').count(), 1, 'only the layout is asked for');
    await giveMaterials(applicant);
    number = await submit(applicant);
    assert.match(number, /^\d{6}-\d{8}-\d{4}-\d{2}$/);
    assert.match(await text(applicant), new RegExp(`办件编号是 ${number}`));
    const receipt = await applicant.page.locator('main a', { hasText: '收件凭证' }).first().getAttribute('href');
    pdf(await download(applicant, receipt));
    assert.match(await text(applicant), /为什么是\d{4}年/, 'the due date can be asked for its reasons');
    await applicant.page.locator('#why summary').click();
    assert.match(await text(applicant), /当日不计入[\s\S]*第三十二条/, 'and gives them');
    await applicant.shot('case-submitted');
  });

  step('the clerk finds it on the worklist, claims it and asks once for a correction of two things', async () => {
    const clerk = await arriveAs('acceptance');
    await clerk.open('/desk');
    await clerk.go(`main a[href="/desk/cases/${number}"]`);
    await clerk.go('main form[action$="/claim"] button');
    assert.match(await text(clerk), /已领取/);
    await askForCorrection(clerk, { 'field:area': '与布局图上的面积不一致，请核对', 'material:layout': '看不清，请重新上传' });
    assert.match(await text(clerk), /等.*申请人|补正/);
    await clerk.shot('desk-correction');
    await clerk.leave();
  });

  step('only what was named is open again; the applicant supplements it', async () => {
    await applicant.open(`/my/cases/${number}`);
    await applicant.go(`main a[href$="/correction"]`);
    const names = await applicant.page.locator('main form[action$="/correction"] :is(input, select, textarea):not([type=hidden])').evaluateAll((all) => [...new Set(all.map((one) => one.name))]);
    assert.deepEqual(names.sort(), ['area', 'file.layout']);
    assert.match(await text(applicant), /与布局图上的面积不一致/);
    await applicant.shot('correction');
    await applicant.fill({ area: '88', 'file.layout': { name: 'layout-new.pdf', mimeType: 'application/pdf', buffer: smallPdf('New layout') } });
    await applicant.go('main form[action$="/correction"] .actions button');
    assert.equal(new URL(applicant.page.url()).pathname, `/my/cases/${number}`);
  });

  step('the clerk sees old and new side by side and accepts', async () => {
    await atDesk('acceptance', number, async (clerk) => {
      const page = await text(clerk);
      assert.match(page, /86\.5[\s\S]{0,40}88/, 'the field before and after');
      assert.match(page, /更换的文件[\s\S]*layout-new\.pdf/);
      await clerk.shot('desk-supplemented');
      await act(clerk, 'acceptance');
    });
  });

  step('another examines, a third decides', async () => {
    await atDesk('acceptance', number, async (clerk) => {
      assert.equal(await clerk.page.locator('main form[action$="/examination"]').count(), 0, 'who accepted does not examine');
    });
    await atDesk('examination', number, (examiner) => act(examiner, 'examination', { recommendation: 'grant', findings: '申请材料齐全，符合法定条件。' }));
    await atDesk('decision', number, async (decider) => {
      await decider.shot('desk-decision');
      await act(decider, 'grant', { opinion: '同意。' });
    });
  });

  step('the licence is made and handed over', async () => {
    await atDesk('licence-making', number, (maker) => act(maker, 'licence'));
    await atDesk('delivery', number, async (deliverer) => {
      await act(deliverer, 'delivery', { way: 'electronic' });
      await deliverer.shot('desk-finished');
    });
  });

  step('the licence is in the wallet and its PDF opens, sealed', async () => {
    await applicant.open('/my/licences');
    await applicant.shot('wallet');
    const card = applicant.page.locator('main a[href^="/my/licences/"]', { hasText: '食品经营许可证' });
    const href = await (await card.count() ? card : applicant.page.locator('main a[href^="/my/licences/"]')).first().getAttribute('href');
    identifier = href.split('/').at(-1);
    await applicant.open(href);
    assert.match(await text(applicant), /食品经营许可证/);
    await applicant.shot('licence');
    const file = await download(applicant, `${href}/file.pdf`);
    pdf(file);
    const folder = mkdtempSync(join(tmpdir(), 'mingting-licence-'));
    try {
      writeFileSync(join(folder, 'licence.pdf'), file.bytes);
      const said = execFileSync('pdfsig', [join(folder, 'licence.pdf')], { encoding: 'utf8' });
      assert.match(said, /Signature is Valid/);
    } catch (error) {
      // Without poppler's pdfsig this stays unjudged here; the seal's own tests judge it always.
      if (error.code !== 'ENOENT') throw error;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  step('anybody can verify it, and learns its state and nothing more', async () => {
    const passer = await arrive();
    await passer.open(`/verify/${identifier}`);
    const verdict = await text(passer);
    assert.match(verdict, /现在有效/);
    assert.doesNotMatch(verdict, /周远山/);
    await passer.shot('verdict');
    await passer.open(`/progress?number=${number}`);
    assert.match(await text(passer), new RegExp(number));
    assert.doesNotMatch(await text(passer), /周远山|布局/, 'an organisation is named in public, a person and the contents are not');
    await passer.shot('progress');
    await passer.leave();
  });

  step('the case page tells every step, and every paper in it opens', async () => {
    await applicant.open(`/my/cases/${number}`);
    await applicant.page.locator('main details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    await applicant.looked();
    const page = await text(applicant);
    for (const stage of ['提交', '补正', '受理', '审查', '准予', '证照', '送达']) assert.match(page, new RegExp(stage), stage);
    for (const link of await applicant.page.locator('main a[href*="/notices/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))) pdf(await download(applicant, link));
    await applicant.shot('case-finished');
  });

  step('the applicant rates once, and the rating stands in public', async () => {
    await applicant.go(`main a[href="/my/cases/${number}/rating"]`);
    await applicant.shot('rating');
    const words = `当天补正，很快办好（${number.slice(-7)}）。`;
    await applicant.fill({ level: '5', comment: words });
    await applicant.go('main form[action$="/rating"] button[type=submit]');
    assert.equal(await applicant.page.locator('main form[action$="/rating"]').count(), 0, 'no second rating');
    const passer = await arrive();
    await passer.open('/ratings');
    assert.match(await text(passer), /非常满意/);
    assert.ok((await text(passer)).includes(words), 'the words stand in public');
    await passer.shot('ratings');
    await passer.leave();
    await applicant.leave();
  });
});
