// The way of an application, as every journey takes it: questions, form, materials, delivery, check, submission.
import assert from 'node:assert/strict';
import { smallPdf } from './visitor.mjs';

/** What is typed into the application for a food business licence; the rest is prefilled or picked by its kind. */
export const FOOD_BUSINESS = {
  applicant_kind: 'organisation', area: '86.5', kitchen_area: '30', main_business: 'catering', online: 'no', items: 'hot',
  seats: '24', staff_count: '6', health_count: '6', full_time: 'full', promise: true,
};

/** Chooses for whom the representative acts: the organisation. */
export async function actForOrganisation(visitor) {
  await visitor.open('/my/organisations');
  const button = visitor.page.locator('form[action="/my/acting"] button').filter({ hasText: '代表该单位办事' });
  if (await button.count()) await visitor.go(button);
}

/** Answers the questions of the guided path one by one; answers which were asked. */
export async function answerPath(visitor, answers) {
  const asked = [];
  for (let step = 0; step < 10; step += 1) {
    const hidden = visitor.page.locator('main form[action$="/path"] input[name=asked]');
    if (!(await hidden.count())) return asked;
    const question = await hidden.last().inputValue();
    assert.ok(question in answers, `the path asks ${question}, to which the journey has no answer`);
    asked.push(question);
    await visitor.page.locator(`main input[name="a.${question}"][value="${answers[question]}"][type=radio]`).check({ force: true });
    await visitor.go('main form button[type=submit]');
  }
  throw new Error('the path never ends');
}

/** Begins a draft from the end of a path; answers the draft's address. */
export async function beginDraft(visitor) {
  await visitor.go('main form[action$="/drafts"] button[type=submit]');
  const path = new URL(visitor.page.url()).pathname.match(/^\/my\/drafts\/[^/]+/)?.[0];
  assert.ok(path, `no draft was begun: ${visitor.page.url()}`);
  return path;
}

const here = (visitor) => new URL(visitor.page.url()).pathname;

/** What a section page says is wrong, for a failure that can be understood. */
async function complaint(visitor) {
  return (await visitor.page.locator('.error-summary, [role=alert], .error').allInnerTexts()).join(' | ').slice(0, 800);
}

/** Fills every section of the form of a draft, from its first to the page after its last. */
export async function fillSections(visitor, draft, answers, { before } = {}) {
  await visitor.open(draft);
  await visitor.go('main .way a');
  const seen = [];
  while (here(visitor).includes('/sections/')) {
    const section = here(visitor);
    // Without script, a question that another answer opens comes with the page's second showing.
    const times = seen.filter((one) => one === section).length;
    assert.ok(times < (visitor.script ? 1 : 2), `${section} came again: ${await complaint(visitor)}`);
    seen.push(section);
    await before?.(visitor, section);
    await visitor.fill(answers);
    await visitor.go('main form .actions button[value=next]');
  }
  return seen;
}

/** Uploads one small PDF for every material that is asked for, and goes on. */
export async function giveMaterials(visitor) {
  assert.match(here(visitor), /\/materials$/);
  const files = visitor.page.locator('main input[type=file]');
  for (let at = 0; at < await files.count(); at += 1) {
    await files.nth(at).setInputFiles({ name: `paper-${at + 1}.pdf`, mimeType: 'application/pdf', buffer: smallPdf(`Paper ${at + 1}`) });
  }
  const given = await files.count();
  await visitor.go('main form .actions button[value=next]');
  return given;
}

/** The pages after the materials: how the result is handed over, check, declaration, submission. Answers the number. */
export async function submit(visitor) {
  if (here(visitor).endsWith('/delivery')) {
    await visitor.fill({ way: 'electronic' });
    await visitor.go('main form .actions button[value=next]');
  }
  assert.match(here(visitor), /\/check$/, await complaint(visitor));
  assert.equal(await visitor.page.locator('.notice.warning li').count(), 0, 'nothing is missing');
  for (const box of await visitor.page.locator('main input[name=declaration]').all()) await box.check({ force: true });
  await visitor.go('main form[action$="/submission"] button[type=submit]');
  const number = here(visitor).match(/^\/my\/cases\/([\d-]+)$/)?.[1];
  assert.ok(number, `not submitted: ${visitor.page.url()} ${await complaint(visitor)}`);
  return number;
}

/** A food business application from the path to the number, by the representative of a restaurant. */
export async function applyForFoodBusiness(visitor) {
  await actForOrganisation(visitor);
  await visitor.open('/items/food-business-new/path');
  await answerPath(visitor, { business: 'catering', who: 'unit', area: 'small' });
  const draft = await beginDraft(visitor);
  await fillSections(visitor, draft, FOOD_BUSINESS);
  await giveMaterials(visitor);
  return submit(visitor);
}

/** Fetches a file of the hall with the visitor's session: its status, kind and bytes. */
export async function download(visitor, path) {
  const answer = await visitor.context.request.get(path);
  return { status: answer.status(), type: answer.headers()['content-type'] ?? '', bytes: await answer.body() };
}
