// Disclosure on request: asked on the web without an account, a third party consulted by its link, disclosed in part with
// the withheld line really gone, contested, and counted by the annual report. Every page is judged by the harness (axe …).
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { act, unfold } from './lib/desk.mjs';
import { arrive, arriveAs } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

const text = (visitor) => visitor.page.locator('main').innerText();
const here = (visitor) => new URL(visitor.page.url()).pathname;
const stamp = String(Date.now()).slice(-6);
const SECRET = `配方比例${stamp}`;

describe('a request, from the form to the annual report', { concurrency: 1 }, () => {
  let number;
  let follow;
  let link;
  let broken;
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

  const atRequest = async (role, work, path = '') => {
    const official = await arriveAs(role);
    try {
      await official.open(`/desk/requests/${number}${path}`);
      return await work(official);
    } finally {
      await official.leave();
    }
  };

  step('what is public already is shown before anything is asked', async () => {
    const person = await arrive();
    await person.open('/requests');
    await person.shot('request-guide');
    await person.open(`/requests/check?q=${encodeURIComponent('政府信息公开条例')}`);
    assert.match(await text(person), /公开/);
    await person.shot('request-check');
    await person.leave();
  });

  step('a person asks without an account, forgets the identity, and nothing typed is lost', async () => {
    const person = await arrive();
    await person.open('/requests/new');
    const agency = await person.page.locator('select[name=agency] option').evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
    assert.ok(agency.length > 0);
    await person.page.locator('select[name=agency]').selectOption(agency[0]);
    await person.page.locator('textarea[name=matter]').first().fill(`申请公开第${stamp}批次产品检测报告`);
    await person.page.locator('input[name=name]').fill('申请人甲');
    await person.page.locator('input[name=phone]').fill('13800000001');
    const refused = await person.go('main form button[value=send]:not(.unseen)');
    assert.equal(refused.status(), 422);
    assert.equal(await person.page.locator('textarea[name=matter]').first().inputValue(), `申请公开第${stamp}批次产品检测报告`);
    await person.shot('request-form-error');
    await person.page.locator('input[name=document]').fill('11010519491231002X');
    const answer = await person.go('main form button[value=send]:not(.unseen)');
    assert.ok(answer.status() < 400, await text(person));
    follow = here(person);
    assert.match(follow, /^\/requests\/follow\/[A-Z0-9]{20}$/);
    number = (await text(person)).match(/YSQ-\d{6}-\d{4}-\d{5}/)?.[0];
    assert.ok(number, 'the receipt names the number');
    await person.shot('request-received');
    await person.leave();
    const other = await arrive();
    await other.open('/requests/follow/AAAAAAAAAAAAAAAAAAAA', { status: 404 });
    await other.leave();
  });

  step('the desk opens it, and asks a third party by a link', async () => {
    const official = await arriveAs('disclosure-desk');
    await official.open('/desk/requests');
    await official.shot('request-worklist');
    await official.open(`/desk/requests/${number}`);
    await official.shot('request-desk');
    assert.ok(!(await text(official)).includes('11010519491231002X'), 'who asks is masked');
    await act(official, 'consultation', {
      addressee: '某检测有限公司', contact: 'jiance@example.org', asked: '拟公开你公司送检产品的检测报告',
    });
    link = (await text(official)).match(/\/consultations\/[A-Z0-9]{20}/)?.[0];
    assert.ok(link, 'the link is shown once');
    await official.leave();
  });

  step('the third party answers without an account and never sees who asks', async () => {
    const third = await arrive({ width: 360 });
    await third.open(link);
    const said = await text(third);
    assert.ok(said.includes('拟公开你公司送检产品的检测报告'));
    assert.ok(!said.includes('申请人甲') && !said.includes('13800000001'));
    await third.shot('request-consultation-360');
    await third.page.locator('input[name=answer][value=partly]').check({ force: true });
    await third.page.locator('textarea[name=reasons]').fill('配方比例是商业秘密。');
    await third.go('main form button[type=submit]');
    await third.shot('request-consultation-thanks');
    await third.leave();
  });

  step('the record is found, one line is marked, and the file for release no longer has it', async () => {
    await atRequest('disclosure-desk', async (official) => {
      await official.page.locator('main input[type=file]').first().setInputFiles({
        name: '检测报告.txt', mimeType: 'text/plain', buffer: Buffer.from(`检测结论：合格\n${SECRET}\n检测日期：2026年3月`),
      });
      const added = await official.go('main form:has(input[type=file]) button[type=submit]');
      assert.ok(added.status() < 400, await text(official));
    }, '/records');
    await atRequest('disclosure-desk', async (official) => {
      await unfold(official);
      await official.page.locator('main select[name^="mark"], main table select').nth(1).selectOption('D-4');
      await official.page.locator('input[name=decision][value=part]').check({ force: true });
      const ground = official.page.locator('select[name=ground]');
      if (await ground.count()) await ground.selectOption('D-4');
      await official.page.locator('textarea[name=reason]').fill('商业秘密，第三方不同意公开。');
      await official.page.locator('input[name=reevaluate_on]').fill('2030-01-04');
      const saved = await official.go('main form button[type=submit]:not(.unseen)');
      assert.ok(saved.status() < 400, await text(official));
      await official.shot('request-marking');
      const made = await official.go('main form[action$="/release"] button[type=submit]');
      assert.ok(made.status() < 400, await text(official));
      await official.shot('request-release');
    }, '/records/1');
    const official = await arriveAs('disclosure-desk');
    const released = await official.context.request.get(`/desk/requests/${number}/records/1/released`);
    assert.equal(released.status(), 200);
    const body = await released.text();
    assert.ok(body.includes('合格') && !body.includes(SECRET), 'the withheld line is gone');
    await official.leave();
  });

  step('the reply is drafted, reviewed, cleared and signed by people who did not draft it', async () => {
    await atRequest('disclosure-desk', async (official) => {
      await official.page.locator('[name=outcome][value="P-1"]').check({ force: true });
      await official.page.locator('input[name=grounds][value="D-4"]').check({ force: true });
      await official.page.locator('textarea[name=facts]').fill('经检索本机关档案，查到检测报告一份。');
      await official.page.locator('textarea[name=reasons]').fill('报告中的配方比例属于商业秘密，第三方不同意公开且理由合理。');
      const saved = await official.go(official.page.getByRole('button', { name: '保存' }).first());
      assert.ok(saved.status() < 400, await text(official));
      await official.page.waitForLoadState('load');
      await official.looked();
      await official.shot('request-reply');
    }, '/reply');
    await atRequest('disclosure-desk', (official) => act(official, 'submission'));
    await atRequest('disclosure-desk', async (official) => {
      assert.equal(await official.page.locator('main form[action$="/forward"]').count(), 0, 'who drafted does not review');
    });
    await atRequest('disclosure-review', (official) => act(official, 'forward'));
    await atRequest('secrecy', (official) => act(official, 'clear'));
    await atRequest('disclosure-sign', async (official) => {
      await official.shot('request-sign');
      await act(official, 'sign');
    });
  });

  step('the applicant reads the reply, the file without the line, and the remedies', async () => {
    const person = await arrive();
    const until = Date.now() + 20_000;
    for (;;) {
      await person.page.goto(follow);
      if ((await text(person)).includes('部分公开')) break;
      assert.ok(Date.now() < until, 'the reply did not come');
      await person.page.waitForTimeout(500);
    }
    await person.looked();
    const said = await text(person);
    assert.match(said, /行政复议/);
    await person.shot('request-replied');
    const file = await person.context.request.get(`${follow}/files/1`);
    assert.equal(file.status(), 200);
    assert.ok(!(await file.text()).includes(SECRET));
    await person.leave();
    const small = await arrive({ width: 360 });
    await small.open(follow);
    await small.shot('request-replied-360');
    await small.leave();
  });

  step('the reply is contested, the result recorded, and the annual report counts both', async () => {
    await atRequest('disclosure-desk', async (official) => {
      await act(official, 'dispute', { forum: '河畔县人民政府', reference: '复〔2026〕9号' });
      await official.shot('request-dispute');
    });
    const official = await arriveAs('disclosure-desk');
    await official.open('/desk/reports');
    await official.shot('report-list');
    await official.go('main a[href^="/desk/reports/20"]');
    await official.shot('report-desk');
    await official.leave();
    const reader = await arrive();
    await reader.open('/reports/annual');
    await reader.shot('report-public');
    await reader.open('/answers');
    await reader.shot('answers');
    await reader.leave();
  });
});
