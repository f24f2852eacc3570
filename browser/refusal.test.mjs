// When the office says no: not accepted, not granted, not yours, already done by somebody else, not what it says it is.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { actForOrganisation, answerPath, applyForFoodBusiness, beginDraft, download } from './lib/application.mjs';
import { act, atDesk } from './lib/desk.mjs';
import { arriveAs } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

const text = (visitor) => visitor.page.locator('main').innerText();
const notices = (visitor) => visitor.page.locator('main a[href*="/notices/"]').evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('href')))]);

describe('refusals', { concurrency: 1 }, () => {
  let applicant;
  let denied;
  after(stopBrowser);

  test('a case that is refused: reasons, legal basis and remedies on the page and in a decision', async () => {
    applicant = await arriveAs('representative');
    denied = await applyForFoodBusiness(applicant);
    await atDesk('acceptance', denied, (clerk) => act(clerk, 'acceptance'));
    const findings = '食品处理区与有毒场所没有保持规定的距离，且不能通过整改达到要求。';
    await atDesk('examination', denied, (examiner) => act(examiner, 'examination', { recommendation: 'deny', findings }));
    await atDesk('decision', denied, async (decider) => {
      assert.match(await text(decider), /没有保持规定的距离/, 'the decider reads the examiner');
      await decider.shot('desk-denial');
      await act(decider, 'denial', { reason: '经营场所不符合食品安全法规定的条件。', basis: '《中华人民共和国食品安全法》第三十三条' });
    });
    await applicant.open(`/my/cases/${denied}`);
    const page = await text(applicant);
    assert.match(page, /不予许可/);
    assert.match(page, /经营场所不符合食品安全法规定的条件/, 'the reason');
    assert.match(page, /食品安全法》第三十三条/, 'the legal basis');
    assert.match(page, /六十日|60 ?日/, 'reconsideration and its time');
    assert.match(page, /六个月|6 ?个月/, 'the court and its time');
    await applicant.shot('case-denied');
    const files = await notices(applicant);
    assert.ok(files.length >= 3, 'receipt, acceptance and decision');
    for (const file of files) assert.equal((await download(applicant, file)).bytes.subarray(0, 5).toString('latin1'), '%PDF-', file);
  });

  test('a case that is not accepted: why, and where to complain', async () => {
    const number = await applyForFoodBusiness(applicant);
    await atDesk('acceptance', number, (clerk) => act(clerk, 'non-acceptance', {
      reason: '所申请的事项依法不属于本机关职权范围，请向县级市场监督管理部门申请。', basis: '《中华人民共和国行政许可法》第三十二条第一款第二项',
    }));
    await applicant.open(`/my/cases/${number}`);
    const page = await text(applicant);
    assert.match(page, /不予受理/);
    assert.match(page, /不属于本机关职权范围/);
    assert.match(page, /行政复议/);
    await applicant.shot('case-not-accepted');
  });

  test('the page of another’s case and of a case that does not exist are the same page', async () => {
    const other = await arriveAs('applicant');
    await other.open(`/my/cases/${denied}`, { status: 404 });
    const theirs = await text(other);
    await other.open('/my/cases/130100-20200101-0001-00', { status: 404 });
    assert.equal(await text(other), theirs);
    await other.open(`/desk/cases/${denied}`, { status: 404 });
    await other.leave();
  });

  test('a stale page: the second clerk is told who acted, and what was typed is still there', async () => {
    const number = await applyForFoodBusiness(applicant);
    const late = await arriveAs('acceptance2');
    await late.open(`/desk/cases/${number}`);
    await atDesk('acceptance', number, (clerk) => act(clerk, 'acceptance'));
    await late.page.locator('main details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    const typed = '场所不在本机关管辖范围，这句话不能丢。';
    await late.fill({ 'non-acceptance.reason': typed, 'non-acceptance.basis': '《中华人民共和国行政许可法》第三十二条' }, { form: 'main form[action$="/non-acceptance"]' });
    const answer = await late.go('main form[action$="/non-acceptance"] button[type=submit]');
    assert.equal(answer.status(), 409);
    assert.ok((await text(late)).includes(typed), 'what was typed');
    assert.match(await text(late), /00002|受理/, 'who acted');
    await late.shot('desk-meanwhile');
    await late.leave();
  });

  test('a disguised file is refused by its content, with the page as it was', async () => {
    await actForOrganisation(applicant);
    await applicant.open('/items/food-business-new/path');
    await answerPath(applicant, { business: 'catering', who: 'unit', area: 'small' });
    const draft = await beginDraft(applicant);
    await applicant.open(`${draft}/materials`);
    await applicant.page.locator('input[type=file]').first().setInputFiles({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\x00 not a paper') });
    const answer = await applicant.go('main form .actions button[value=next]');
    assert.equal(answer.status(), 422);
    assert.match(await text(applicant), /paper\.pdf|PDF/);
    await applicant.shot('file-refused');
    await applicant.leave();
  });
});
