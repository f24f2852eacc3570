// A telephone of 360 CSS pixels. Every page a visitor opens is judged by the harness: axe finds nothing, nothing sticks out.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { applyForFoodBusiness } from './lib/application.mjs';
import { unfold } from './lib/desk.mjs';
import { arrive, arriveAs } from './lib/people.mjs';
import { stopBrowser } from './lib/visitor.mjs';

const width = 360;
const name = (path) => `360-${path.replace(/[?=]/g, '-').split('/').filter(Boolean).join('-') || 'home'}`;

describe('at 360 px', { concurrency: 1 }, () => {
  after(stopBrowser);

  test('the public pages stand without a horizontal bar', async () => {
    const visitor = await arrive({ width, name: 'telephone' });
    for (const path of ['/', '/items', '/items?q=spjyxk', '/items/food-business-new', '/items/food-business-new/path', '/sign-in', '/register', '/progress', '/figures', '/how-handled', '/ledger', '/verify', '/ratings', '/regions', '/site-map']) {
      await visitor.open(path);
      await unfold(visitor);
      await visitor.looked();
      await visitor.shot(name(path));
    }
    await visitor.leave();
  });

  test('an application can be made and followed on a telephone', async () => {
    const applicant = await arriveAs('representative', { width });
    const number = await applyForFoodBusiness(applicant);
    await unfold(applicant);
    await applicant.looked();
    await applicant.shot('360-case');
    for (const path of ['/my', '/my/cases', '/my/licences', '/my/messages', '/my/account', '/my/organisations']) {
      await applicant.open(path);
      await applicant.shot(name(path));
    }
    await applicant.open('/my/licences');
    await applicant.go('main a[href^="/my/licences/"]');
    await unfold(applicant);
    await applicant.looked();
    await applicant.shot('360-licence');
    assert.match(number, /-/);
    await applicant.leave();
  });

  test('the desk and its worklist stand without a horizontal bar', async () => {
    for (const role of ['acceptance', 'decision']) {
      const official = await arriveAs(role, { width });
      await official.open('/desk');
      await official.shot(`360-desk-${role}`);
      await official.go('main a[href^="/desk/cases/"]');
      await unfold(official);
      await official.looked();
      await official.shot(`360-desk-case-${role}`);
      await official.leave();
    }
  });
});
