// Open information: a notice from draft to the public and back, a rule from one text to the next and what leans on it,
// how the public and the desk pages look, and what is followed. Every page opened is judged by the harness besides (axe, console, width).
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { unfold } from './lib/desk.mjs';
import { arrive, arriveAs } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

const text = (visitor) => visitor.page.locator('main').innerText();
const here = (visitor) => new URL(visitor.page.url()).pathname;
/** Digits that no other run has used: titles and texts of one run are told from those before. */
const stamp = String(Date.now()).slice(-8);
const RULE = '便民服务大厅预约办事管理办法';

/** Runs `work` as an official of this role on this page of the desk. */
async function atPage(role, path, work) {
  const official = await arriveAs(role);
  try {
    await official.open(path);
    return await work(official);
  } finally {
    await official.leave();
  }
}

/** Writes the body as HTML: the editing surface, where a script put one, is turned over to its source first. */
async function writeBody(official, html) {
  const source = official.page.locator('.editor-bar button[data-do=source]');
  if (official.script) {
    await source.waitFor({ state: 'visible' });
    await source.click();
  }
  await official.page.locator('textarea[name=body]').fill(html);
}

/** Fills the editor and saves it; answers the number of the publication. */
async function writePublication(official, { body, ...fields }) {
  await writeBody(official, body);
  await official.fill(fields, { form: 'main form.editor' });
  const answer = await official.go('main form.editor button[type=submit]');
  assert.ok(answer.status() < 400, `saving answered ${answer.status()}: ${(await official.page.locator('.error-summary').allInnerTexts()).join()}`);
  const number = here(official).match(/^\/desk\/publications\/([^/]+)$/)?.[1];
  assert.ok(number && number !== 'new', `not saved: ${here(official)}`);
  return number;
}

/** Presses one act of the publication that stands open; answers the status of the page after it. */
async function press(official, noun, fields = {}) {
  await unfold(official);
  const form = `main form[action$="/${noun}"]`;
  for (const [name, value] of Object.entries(fields)) await official.page.locator(`${form} [name="${name}"]`).fill(value);
  return (await official.go(`${form} button[type=submit]`)).status();
}

/** The act as its post does it, on the publication's page. */
const acted = (role, number, noun, fields) => atPage(role, `/desk/publications/${number}`, async (official) => {
  const status = await press(official, noun, fields);
  assert.ok(status < 400, `${noun} by ${role} answered ${status}: ${(await text(official)).slice(0, 400)}`);
});

/** Reloads a page of the public until `found` is on it: entries come in a moment after the act. */
async function comes(visitor, path, found) {
  const until = Date.now() + 15_000;
  for (;;) {
    await visitor.page.goto(path);
    if ((await text(visitor)).includes(found)) return visitor.looked();
    assert.ok(Date.now() < until, `${found} did not come to ${path}`);
    await visitor.page.waitForTimeout(500);
  }
}

describe('from a draft to the public, and what follows', { concurrency: 1 }, () => {
  const title = `关于调整预约办事时间的通告（${stamp}）`;
  const body = `<p>根据《${RULE}》第五条，自下月起调整预约办事时间，编号${stamp}。</p><h2>办理时间</h2><p>工作日上午九点到下午五点。</p>`;
  let number;
  let rule;
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

  step('the drafter writes a notice, and the checker stops a resident identity number', async () => {
    await atPage('drafter', '/desk/publications/new', async (drafter) => {
      await drafter.shot('open-editor');
      number = await writePublication(drafter, {
        agency: { label: '石家庄市行政审批局' }, kind: 'notice', title, summary: '预约办事时间有调整。',
        body: `${body}<p>联系人身份证号码11010519491231002X。</p>`, place: 'main/notices', disclosure: 'proactive',
      });
      const found = await drafter.page.locator('#findings').innerText();
      assert.match(found, /必须改正[\s\S]*居民身份证号码/);
      await drafter.shot('open-stopped');
      assert.equal(await press(drafter, 'submission'), 422, 'it is not sent on');
      assert.match(await text(drafter), /检查发现 1 处必须改正的问题/);
    });
    await atPage('sign-off', '/desk/publications', async (signer) => {
      assert.ok(!(await text(signer)).includes(title), 'it does not reach the sign-off');
    });
  });

  step('the number is taken out, the notice is sent to review; who wrote it cannot review it', async () => {
    await atPage('drafter', `/desk/publications/${number}`, async (drafter) => {
      await drafter.go(`main a[href="/desk/publications/${number}/edit"]`);
      await writePublication(drafter, { body });
      assert.match(await drafter.page.locator('#findings').innerText(), /没有发现问题/);
      assert.ok(await press(drafter, 'submission') < 400);
      await unfold(drafter);
      assert.equal(await drafter.page.locator('main form[action$="/review"]').count(), 0, 'who wrote it does not review it');
      const [csrf, seen] = await Promise.all(['csrf', 'seen'].map((hidden) => drafter.page.locator(`input[name=${hidden}]`).first().getAttribute('value').catch(() => '')));
      const forced = await drafter.context.request.post(`/desk/publications/${number}/review`, {
        form: { csrf, seen: seen || '3' }, headers: { origin: drafter.address, referer: drafter.page.url() }, maxRedirects: 0,
      });
      assert.equal(forced.status(), 403, 'nor past the page');
    });
    const passer = await arrive();
    await passer.open(`/publications/${number}`, { status: 404 });
    await passer.leave();
  });

  step('review, secrecy review and sign-off each by another; then the public has it', async () => {
    await acted('reviewer', number, 'review', { 'review-text': '同意。' });
    await acted('secrecy', number, 'clearance', { 'clear-text': '不涉密。' });
    await atPage('sign-off', `/desk/publications/${number}`, async (signer) => {
      await signer.shot('open-sign-off');
      assert.ok(await press(signer, 'publication', { 'publish-text': '同意发布。' }) < 400);
      assert.match(await text(signer), /保密审查通过/);
    });
    const passer = await arrive();
    await passer.open('/sections/notices');
    assert.ok((await text(passer)).includes(title), 'in its section');
    await passer.go(passer.page.locator('main a', { hasText: title }));
    assert.equal(here(passer), `/publications/${number}`);
    assert.ok((await text(passer)).includes('上午九点'));
    assert.equal(await passer.page.locator('.correction').count(), 0);
    await passer.shot('open-publication');
    await comes(passer, `/search?q=${encodeURIComponent(title)}`, title);
    await passer.shot('open-found');
    const feed = await passer.context.request.get('/feeds/sections/notices.atom');
    assert.match(feed.headers()['content-type'], /atom\+xml/);
    assert.ok((await feed.text()).includes(title), 'in the feed of its section');
    await passer.leave();
  });

  step('a correction leaves a note that everybody sees, and the page of the difference', async () => {
    await atPage('drafter', `/desk/publications/${number}`, async (drafter) => {
      assert.ok(await press(drafter, 'correction') < 400);
      assert.equal(here(drafter), `/desk/publications/${number}/edit`);
      await writePublication(drafter, { body: body.replace('上午九点', '上午八点三十分'), note: `更正办理时间（${stamp}）` });
      assert.ok(await press(drafter, 'submission') < 400);
    });
    const passer = await arrive();
    await passer.open(`/publications/${number}`);
    assert.ok((await text(passer)).includes('上午九点'), 'until the correction is signed the public reads what was published');
    await acted('reviewer', number, 'review');
    await acted('secrecy', number, 'clearance');
    await acted('sign-off', number, 'signed-correction');
    await passer.open(`/publications/${number}`);
    assert.ok((await text(passer)).includes('上午八点三十分'));
    assert.ok((await passer.page.locator('.correction').innerText()).includes(`更正办理时间（${stamp}）`));
    await passer.shot('open-corrected');
    await passer.go('main .correction a[href*="/revisions/"]');
    assert.ok(await passer.page.locator('main .comparison ins').count() > 1 && await passer.page.locator('main .comparison del').count() > 1, 'what was added and what was removed');
    assert.match(await text(passer), /八点三十分/);
    await passer.shot('open-difference');
    await passer.leave();
  });

  step('the register keeper enters a new text, sees what changes and what leans on it, and confirms', async () => {
    await atPage('register-keeper', '/desk/rules?tab=registered', async (keeper) => {
      await keeper.go(keeper.page.locator('main a', { hasText: RULE }));
      rule = here(keeper).split('/').at(-1);
      await keeper.shot('open-rule-desk');
      await keeper.go('main a[href$="/amendment"]');
      const box = keeper.page.locator('textarea[name=text]');
      const before = await box.inputValue();
      const changed = before.replace(/(第五条.*?)(（第\d+次调整）)?。\s*$/m, `$1（第${stamp}次调整）。`);
      assert.notEqual(changed, before);
      await box.fill(changed);
      await keeper.page.locator('[name=note]').fill(`调整爽约处理（${stamp}）`);
      await keeper.shot('open-amend');
      await keeper.go('main form button[value=preview]');
      const preview = await text(keeper);
      assert.match(preview, /还没有登记/);
      assert.ok(preview.includes(title), 'what leans on the article is named before it is confirmed');
      assert.ok((await keeper.page.locator('main ins').allInnerTexts()).join('').includes(stamp), 'the change is shown');
      await keeper.shot('open-amend-preview');
      const answer = await keeper.go('main form button[value=confirm]');
      assert.ok(answer.status() < 400, (await keeper.page.locator('.error-summary').allInnerTexts()).join());
      assert.equal(here(keeper), `/desk/rules/${rule}`);
    });
  });

  step('what leans on the changed article is listed, and settled with a note', async () => {
    await atPage('register-keeper', '/desk/flags', async (keeper) => {
      const flag = keeper.page.locator('.flags > li', { hasText: title });
      assert.equal(await flag.count(), 1);
      assert.ok((await flag.innerText()).includes(`《${RULE}》第五条`));
      await keeper.shot('open-flags');
      assert.equal((await keeper.go(flag.locator('button[type=submit]'))).status(), 422, 'without a note it stays');
      await keeper.page.locator('.flags > li', { hasText: title }).locator('input[name^=note]').fill('已核对，通告不需要修改。');
      assert.ok((await keeper.go(keeper.page.locator('.flags > li', { hasText: title }).locator('button[type=submit]'))).status() < 400);
      assert.equal(await keeper.page.locator('.flags > li', { hasText: title }).count(), 0, 'settled');
    });
  });

  step('the public sees both texts of the rule and their comparison', async () => {
    const passer = await arrive();
    await passer.open(`/rules/${rule}`);
    assert.ok(await passer.page.locator('.rule-versions > li').count() >= 2);
    assert.ok((await text(passer)).includes(stamp));
    await passer.shot('open-rule');
    await passer.go(passer.page.locator('.rule-versions a[href*="/compare"]'));
    assert.ok((await passer.page.locator('.compared ins').allInnerTexts()).join('').includes(stamp));
    await passer.shot('open-compared');
    await passer.leave();
  });

  step('withdrawn, the address answers 410 with the title and the reason, and nothing of the text', async () => {
    await acted('sign-off', number, 'withdrawal', { 'withdraw-text': `通告已由新通告代替（${stamp}）。` });
    const passer = await arrive();
    await passer.open(`/publications/${number}`, { status: 410 });
    const left = await text(passer);
    assert.ok(left.includes(title) && left.includes(`通告已由新通告代替（${stamp}）`));
    assert.doesNotMatch(left, /上午八点三十分/);
    await passer.shot('open-withdrawn');
    await passer.open('/sections/notices');
    assert.ok(!(await text(passer)).includes(title), 'gone from its section');
    await passer.leave();
  });
});

const name = (path) => path.replace(/\?.*/, '').split('/').filter(Boolean).join('-') || 'home';
const PUBLIC = ['/', `/search?q=${encodeURIComponent('行政许可')}`, '/rules', '/duties', '/duties/fields/8', '/disclosure', '/sections/news', '/data', '/site-map'];
const DESK = [
  ['platform-admin', ['/desk/monitor', '/desk/sites', '/desk/search']], ['duty-keeper', ['/desk/duties']],
  ['drafter', ['/desk/publications']], ['register-keeper', ['/desk/rules']],
];

describe('pictures of open information', { concurrency: 1 }, () => {
  after(stopBrowser);

  for (const width of [1280, 360]) {
    // Each page is a test of its own: one finding does not hide the others.
    const picture = (role, path, lang = 'zh-CN') => async () => {
      const visitor = await (role ? arriveAs(role, { width }) : arrive({ width, lang, name: `${lang} ${width}` }));
      try {
        await visitor.page.goto(path);
        await visitor.shot(`open-${lang}-${width}-${name(path)}`);
        await visitor.open(path);
        assert.equal(await visitor.page.evaluate(() => getComputedStyle(document.documentElement).direction), lang === 'ug' ? 'rtl' : 'ltr');
        await unfold(visitor);
        await visitor.looked();
      } finally {
        await visitor.leave();
      }
    };
    for (const path of PUBLIC) test(`${path} at ${width} px`, picture(null, path));
    for (const path of ['/', '/rules']) test(`${path} in Uyghur at ${width} px`, picture(null, path, 'ug'));
    for (const [role, paths] of DESK) for (const path of paths) test(`${path} at ${width} px`, picture(role, path));

    test(`a rule, its comparison and a publication at ${width} px`, async () => {
      const visitor = await arrive({ width, name: `reader ${width}` });
      await visitor.open(`/rules?q=${encodeURIComponent('社区养老助餐服务规定')}`);
      await visitor.go(visitor.page.locator('main a', { hasText: '社区养老助餐服务规定' }));
      await unfold(visitor);
      await visitor.looked();
      await visitor.shot(`open-zh-CN-${width}-rule`);
      await visitor.go(visitor.page.locator('.rule-versions a[href*="/compare"]'));
      await visitor.shot(`open-zh-CN-${width}-compare`);
      await visitor.open('/sections/news');
      await visitor.go('main a[href^="/publications/"]');
      await unfold(visitor);
      await visitor.looked();
      await visitor.shot(`open-zh-CN-${width}-publication`);
      await visitor.leave();
    });
  }

  test('the widest table holds together in the largest text', async () => {
    const visitor = await arrive();
    await visitor.open('/duties/fields/8');
    await visitor.page.evaluate(() => { document.documentElement.dataset.text = 'largest'; });
    await visitor.looked();
    await visitor.shot('open-duties-largest');
    await visitor.leave();
  });
});

describe('other sites by path', { concurrency: 1 }, () => {
  after(stopBrowser);

  test('a site under its path keeps its readers, page after page', async () => {
    const visitor = await arrive({ name: 'district' });
    /** Every address of the page that leads to the hall itself stays under the site. */
    const kept = async () => {
      const lost = await visitor.page.locator(':is(a, link[rel=alternate])[href^="/"], form[action^="/"], [data-href^="/"]').evaluateAll((all) => all
        .map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? one.dataset.href)
        .filter((path) => !path.startsWith('/s/changan/')));
      assert.deepEqual(lost, [], here(visitor));
    };
    await visitor.open('/s/changan/');
    await kept();
    await visitor.shot('open-changan');
    for (const path of ['/s/changan/site-map', '/s/changan/sections/notices', '/s/changan/disclosure', '/s/changan/rules', '/s/changan/duties', '/s/changan/items']) {
      await visitor.open(path);
      await kept();
    }
    await visitor.open('/s/changan/');
    await visitor.page.locator('main form[role=search] input[name=q]').fill('行政许可');
    await visitor.go('main form[role=search] button');
    assert.equal(here(visitor), '/s/changan/search');
    await kept();
    await visitor.go('main .hits h2 a');
    assert.ok(here(visitor).startsWith('/s/changan/'), here(visitor));
    await kept();
    await visitor.open('/s/changan/');
    await visitor.go('a[href*="/language/en"]');
    assert.equal(here(visitor), '/s/changan/', 'another language, the same site');
    await visitor.leave();
  });
});

describe('what is followed', { concurrency: 1 }, () => {
  after(stopBrowser);

  test('a citizen follows a search, is told of a new notice and why, opens it, and ends it', async () => {
    const words = `换证延期第${stamp}号`;
    const title = `关于${words}的通告`;
    const citizen = await arriveAs('applicant');
    await citizen.open('/my/subscriptions');
    await citizen.shot('open-subscriptions-empty');
    await citizen.fill({ words, every: 'weekly' }, { form: 'main form[action="/my/subscriptions"]' });
    await citizen.go('main form[action="/my/subscriptions"] button[type=submit]');
    const followed = citizen.page.locator('main li', { has: citizen.page.locator('form[action^="/my/subscriptions/"]'), hasText: words });
    assert.equal(await followed.count(), 1);
    assert.match(await followed.innerText(), /每周一次/);

    let number;
    await atPage('drafter', '/desk/publications/new', async (drafter) => {
      number = await writePublication(drafter, {
        agency: { label: '石家庄市行政审批局' }, kind: 'notice', title, body: `<p>${words}，自本月起办理。</p>`,
        place: 'main/notices', disclosure: 'proactive',
      });
      assert.ok(await press(drafter, 'submission') < 400);
    });
    await acted('reviewer', number, 'review');
    await acted('secrecy', number, 'clearance');
    await acted('sign-off', number, 'publication');

    await comes(citizen, '/my/subscriptions', title);
    const arrived = citizen.page.locator('main li', { has: citizen.page.locator('a[href^="/my/subscriptions/arrivals/"]'), hasText: title });
    assert.match((await arrived.first().innerText()), new RegExp(`未读[\\s\\S]*与您订阅的搜索“${words}”相符`));
    await citizen.shot('open-subscriptions');
    await citizen.go(arrived.first().locator('a').first());
    assert.equal(here(citizen), `/publications/${number}`);
    await citizen.open('/my/subscriptions');
    assert.doesNotMatch(await arrived.first().innerText(), /未读/, 'read');
    await citizen.go(followed.locator('button[value=end]'));
    assert.equal(await followed.count(), 0, 'ended');
    await citizen.leave();
    const phone = await arriveAs('applicant', { width: 360 });
    await phone.open('/my/subscriptions');
    await phone.shot('open-360-subscriptions');
    await phone.leave();
    await acted('sign-off', number, 'withdrawal', { 'withdraw-text': '试发的通告。' });
  });

  test('anybody follows a section with an address alone, and is told to look for the letter', async () => {
    const passer = await arrive({ width: 360 });
    await passer.open('/subscribe?what=section:main/notices');
    assert.equal(await passer.page.locator('select[name=what]').inputValue(), 'section:main/notices', 'what the reader came with is chosen');
    await passer.shot('open-360-subscribe');
    assert.equal((await passer.go('main form[action="/subscribe"] button[type=submit]')).status(), 422, 'not without an address');
    await passer.fill({ address: `reader-${stamp}@example.com` }, { form: 'main form[action="/subscribe"]' });
    await passer.go('main form[action="/subscribe"] button[type=submit]');
    assert.match(await text(passer), /请查收确认信/);
    await passer.open('/subscriptions/confirm/nonsense', { status: 404 });
    await passer.leave();
  });
});
