// What officials do with a case, as the journeys need it: each act through the page, as the post that may do it.
import assert from 'node:assert/strict';
import { arriveAs } from './people.mjs';

/** Runs `work` as an official of this role, on the page of the case. */
export async function atDesk(role, number, work) {
  const official = await arriveAs(role);
  try {
    await official.open(`/desk/cases/${number}`);
    return await work(official);
  } finally {
    await official.leave();
  }
}

/** Opens everything on the page that is folded, so that what stands in it can be used. */
export async function unfold(visitor) {
  await visitor.page.locator('main details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
}

/** Fills and sends the form of an act; `fields` by name without the act's own prefix. Answers the text of the page after it. */
export async function act(official, noun, fields = {}) {
  await unfold(official);
  const form = `main form[action$="/${noun}"]`;
  const named = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${noun}.${name}`, value]));
  await official.fill(named, { form });
  const answer = await official.go(`${form} button[type=submit]`);
  const said = await official.page.locator('main').innerText();
  assert.ok(answer.status() < 400, `${noun} answered ${answer.status()}: ${said.slice(0, 400)}`);
  return said;
}

/** Asks for a correction of the pins named: `{ 'field:area': 'what to do', 'material:layout': '…' }`. */
export async function askForCorrection(official, pins) {
  await unfold(official);
  for (const [target, what] of Object.entries(pins)) {
    await official.page.locator(`main input[name="correction.point"][value="${target}"]`).check({ force: true });
    await official.page.locator(`main [name="correction.what.${target}"]`).fill(what);
  }
  await official.go('main form[action$="/correction"] button[type=submit]');
}
