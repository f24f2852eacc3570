// The harness itself, on pages of its own: a check that finds nothing must be able to find something.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { totp } from './lib/totp.mjs';
import { Visitor, smallPdf, stopBrowser } from './lib/visitor.mjs';

const sound = (body) => `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head><body><main><h1>A page</h1>${body}</main></body></html>`;
const pages = {
  '/sound': sound('<p>Calm.</p><a href="/form">Onwards</a>'),
  '/fault': sound('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><input name="bare">'),
  '/script': sound('<noscript><p>Without script.</p></noscript><script src="/ran.js" defer></script>'),
  '/wide': sound('<p style="width:2000px">Wide.</p>'),
  '/form': sound(`<form method="get" action="/sound"><label>Name <input name="name" required></label><label>When <input type="date" name="when" required></label>
    <fieldset><legend>Kind</legend><label><input type="radio" name="kind" value="a" required> one</label><label><input type="radio" name="kind" value="b"> two</label></fieldset>
    <label>Paper <input type="file" name="paper" required></label><label>Optional <input name="free"></label><button>Send</button></form>`),
};
let server;
let address;
before(async () => {
  server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://x').pathname];
    if (request.url === '/ran.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end("const made = document.createElement('p'); made.id = 'ran'; made.textContent = 'Ran.'; document.querySelector('main').append(made);");
    const csp = request.url.startsWith('/wide') ? "default-src 'none'; style-src 'unsafe-inline'" : "default-src 'none'; img-src data:; script-src 'self'; form-action 'self'";
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp }).end(page ?? sound('No such page.'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  await stopBrowser();
  server.close();
  server.closeAllConnections();
});

test('the one-time password is that of RFC 6238, appendix B', () => {
  const secret = Buffer.from('12345678901234567890');
  for (const [seconds, code] of [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']]) {
    assert.equal(totp(secret, seconds * 1000, 8), code);
  }
  assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59_000, 8), '94287082', 'the same secret in base32');
});

for (const script of [true, false]) {
  test(`axe sees planted faults under a strict policy, ${script ? 'with' : 'without'} script`, async () => {
    const visitor = await Visitor.arrive(address, { script });
    await visitor.open('/sound');
    await assert.rejects(visitor.open('/fault'), /image-alt[\s\S]*label/);
    await visitor.leave();
  });
}

test('without script a page shows what it says to those without, on every page again', async () => {
  const visitor = await Visitor.arrive(address, { script: false });
  for (const path of ['/script', '/sound', '/script']) {
    await visitor.open(path);
    assert.equal(await visitor.page.locator('#ran').count(), 0, `script ran on ${path}`);
  }
  assert.equal(await visitor.page.locator('noscript p').count(), 1);
  await visitor.leave();
  const other = await Visitor.arrive(address);
  await other.open('/script');
  assert.equal(await other.page.locator('#ran').count(), 1, 'the same page runs its script elsewhere');
  await other.leave();
});

test('a page wider than the window is found', async () => {
  const visitor = await Visitor.arrive(address, { width: 360 });
  await assert.rejects(visitor.open('/wide'), /wider than the window/);
  await visitor.leave();
});

test('a missing page is found', async () => {
  const visitor = await Visitor.arrive(address);
  await assert.rejects(visitor.open('/nowhere'), /answered 404/);
  await visitor.open('/nowhere', { status: 404 });
  await visitor.leave();
});

test('a form is filled with what is named and what is required, no more', async () => {
  const visitor = await Visitor.arrive(address);
  await visitor.open('/sound');
  await visitor.follow('Onwards');
  await visitor.fill({ Name: 'somebody', kind: 'b' });
  await visitor.press('Send');
  const sent = new URL(visitor.page.url()).searchParams;
  assert.deepEqual([...sent], [['name', 'somebody'], ['when', '2026-03-02'], ['kind', 'b'], ['paper', 'material.pdf'], ['free', '']]);
  assert.match(smallPdf('x').toString('latin1'), /^%PDF-[\s\S]*%%EOF\n$/);
  await visitor.leave();
});
