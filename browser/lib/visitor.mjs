// A person at a screen. Every page a visitor comes to is checked before the journey goes on: axe finds nothing, the
// console is silent, nothing was asked of another host, nothing sticks out to the side.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = join(dirname(fileURLToPath(import.meta.url)), '..', 'shots');

let browser;

/** Starts Chromium once for a test file. Without the flags it looks for its maker's hosts at every start. */
export async function startBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-default-apps', '--no-default-browser-check',
      '--font-render-hinting=none',
    ],
  });
  return browser;
}

export async function stopBrowser() {
  await browser?.close();
  browser = undefined;
}

/** Runs axe in the page and answers its findings as short lines. `addScriptTag` would be refused by the strict CSP. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((one) => ({
      id: one.id, help: one.help, where: one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 120)}`),
    }));
  });
  return found.map((one) => `${one.id}: ${one.help}\n    ${one.where.join('\n    ')}`);
}

/** A full-page picture in browser/shots/. */
export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: 'disabled' });
}

export class Visitor {
  /**
   * A new person with a browser profile of their own.
   * `width` of the window in CSS pixels; `script` off = a browser without JavaScript; `lang` as the browser asks for it;
   * `state` = cookies kept from an earlier visit.
   */
  static async arrive(address, { width = 1280, script = true, lang = 'zh-CN', state, name = 'visitor' } = {}) {
    const context = await (await startBrowser()).newContext({
      baseURL: address, viewport: { width, height: width < 600 ? 780 : 900 }, locale: lang,
      timezoneId: 'Asia/Shanghai', storageState: state, acceptDownloads: true, reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    const visitor = new Visitor(context, await context.newPage(), address, name);
    visitor.script = script;
    if (!script) {
      // Not the context's own switch: that one cannot be turned for the length of a check (see `looked`).
      visitor.engine = await context.newCDPSession(visitor.page);
      await visitor.engine.send('Emulation.setScriptExecutionDisabled', { value: true });
    }
    return visitor;
  }

  constructor(context, page, address, name) {
    Object.assign(this, { context, page, address, name, complaints: [], visited: [] });
    const own = new URL(address).host;
    page.on('console', (message) => {
      // A page of an error status is loaded on purpose by some steps; the browser reports it as a console error.
      if (message.type() === 'error' && !/status of (4\d\d)/.test(message.text())) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`script: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:/.test(url.protocol) && url.host !== own) this.complaints.push(`asked another host: ${url.host}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.complaints.push(`${response.status()} from ${response.url()}`);
    });
  }

  /** Opens a path of the hall. `status` is what the hall must answer. */
  async open(path, { status = 200 } = {}) {
    const response = await this.page.goto(path, { waitUntil: 'load' });
    assert.equal(response?.status(), status, `${path} answered ${response?.status()}`);
    await this.looked();
    return this.page;
  }

  /** Clicks what leads to another page (a link or a button) and waits until that page stands. */
  async go(what) {
    const target = typeof what === 'string' ? this.page.locator(what) : what;
    const [response] = await Promise.all([
      this.page.waitForResponse((answer) => answer.request().isNavigationRequest() && (answer.status() < 300 || answer.status() >= 400)),
      target.first().click(),
    ]);
    await this.page.waitForLoadState('load');
    await this.looked();
    return response;
  }

  /** Follows the link of this name within the page's main part (or anywhere with `anywhere`). */
  follow(name, { anywhere = '' } = {}) {
    return this.go((anywhere ? this.page : this.page.locator('main')).getByRole('link', { name }));
  }

  /** Presses the button of this name. */
  press(name) {
    return this.go(this.page.getByRole('button', { name }));
  }

  /** The checks of every page. Called by `open` and `go`; a journey calls it itself after a change within the page. */
  async looked() {
    const { page } = this;
    const where = `${this.name} on ${new URL(page.url()).pathname} (${await page.title()})`;
    this.visited.push(new URL(page.url()).pathname);
    // axe waits for timers, which stand still in a browser without script. The page's own scripts have not run when it
    // is loaded, and do not run later: so the engine may turn for the length of the check.
    await this.engine?.send('Emulation.setScriptExecutionDisabled', { value: false });
    const findings = await axe(page);
    await this.engine?.send('Emulation.setScriptExecutionDisabled', { value: true });
    assert.deepEqual(findings, [], `axe, ${where}:\n  ${findings.join('\n  ')}`);
    assert.deepEqual(this.complaints, [], where);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${where} is ${wide} px wider than the window`);
  }

  /**
   * Fills the form that holds the page's main button: what `answers` names by field name, by the last part of it or by
   * label, and of the rest only what is required and empty, with something that fits its kind. Regions are chosen level
   * by level, the first of each.
   */
  async fill(answers = {}, { form = 'main form' } = {}) {
    const seen = new Set();
    // An answer may open further questions, then the page's fields are drawn anew: so they are read again until nothing is left.
    for (let round = 0; round < 40; round += 1) if (!(await this.#fillOnce(answers, form, seen))) return;
    throw new Error('the form never ends');
  }

  /** One pass; answers whether the page was drawn anew and must be read again. */
  async #fillOnce(answers, form, seen) {
    for (const control of await this.page.locator(`${form} :is(input, select, textarea)`).all()) {
      const facts = await control.evaluate((node) => ({
        name: node.name, type: node.tagName === 'INPUT' ? node.type : node.tagName.toLowerCase(), required: node.required,
        value: node.value, checked: node.checked, disabled: node.disabled, readonly: node.readOnly, id: node.id,
        hidden: node.type === 'hidden' || node.offsetParent === null && node.type !== 'radio' && node.type !== 'checkbox',
        label: [...(node.labels ?? [])].map((label) => label.innerText).join(' '),
        group: node.form ? [...node.form.elements].some((other) => other.name === node.name && other.checked) : false,
        inputmode: node.inputMode, max: node.max, min: node.min, watched: Boolean(node.closest('[data-watch], [data-region]')),
        region: node.closest('[data-region]')?.dataset.region,
      }));
      const key = `${facts.name}#${facts.type === 'radio' || facts.type === 'checkbox' ? facts.value : facts.id}`;
      if (facts.hidden || facts.disabled || facts.readonly || seen.has(key) || ['submit', 'button'].includes(facts.type)) continue;
      seen.add(key);
      const answer = answers[facts.name] ?? answers[facts.name.split('.').at(-1)] ?? Object.entries(answers).find(([label]) => facts.label.includes(label))?.[1];
      if (answer === undefined && !facts.required && !facts.region) continue;
      const drawn = this.script && facts.watched
        ? this.page.waitForResponse((answered) => answered.request().method() === 'POST' && !answered.request().isNavigationRequest(), { timeout: 5000 }).catch(() => null)
        : null;
      // The script may draw the fields anew at any moment: a field is addressed by its id, never by its place, and one
      // that was just being replaced is read again.
      const target = facts.id ? this.page.locator(`:is(input, select, textarea)[id="${facts.id}"]`) : control;
      let changed;
      try {
        changed = await this.#answer(target, facts, answer);
      } catch (error) {
        this.replaced = (this.replaced ?? 0) + 1;
        if (this.replaced > 12) throw error;
        seen.delete(key);
        await this.page.waitForTimeout(300);
        return true;
      }
      if (!changed) continue;
      if (drawn && ['radio', 'checkbox', 'select'].includes(facts.type)) {
        await drawn;
        await this.page.waitForTimeout(150);
        return true;
      }
      if (!this.script && facts.region) {
        const next = this.page.locator(`${form} [data-region="${facts.region}"] button`);
        if (await next.count()) {
          await this.go(next);
          return true;
        }
      }
    }
    return false;
  }

  async #answer(control, facts, answer) {
    switch (facts.type) {
      case 'radio':
        if (facts.checked || (answer === undefined ? facts.group : String(answer) !== facts.value && !facts.label.includes(String(answer)))) return false;
        await control.check({ force: true });
        return true;
      case 'checkbox':
        if (answer === false || facts.checked || (typeof answer === 'string' && answer !== facts.value)) return false;
        await control.check({ force: true });
        return true;
      case 'select':
        if (answer !== undefined) await control.selectOption(answer);
        else if (facts.value === '') await control.selectOption({ index: 1 });
        else return false;
        return true;
      case 'file':
        await control.setInputFiles(answer ?? { name: 'material.pdf', mimeType: 'application/pdf', buffer: smallPdf('material') });
        return true;
      default: {
        if (answer === undefined && facts.value !== '') return false;
        const made = { date: facts.min || '2026-03-02', number: facts.min || '1', tel: '13800138000', email: 'someone@example.com' };
        await control.fill(String(answer ?? made[facts.type] ?? (facts.inputmode === 'numeric' ? '1' : facts.inputmode === 'decimal' ? '1.00' : 'A'.repeat(4))));
        return true;
      }
    }
  }

  shot(name) {
    return shot(this.page, name);
  }

  async leave() {
    await this.context.close();
  }
}

/** A whole, tiny PDF of one page with a line of Latin text: true by its content, not by its name alone. */
export function smallPdf(text) {
  const drawing = `BT /F1 24 Tf 72 720 Td (${text.replace(/[()\\]/g, '')}) Tj ET`;
  const parts = [
    '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const places = parts.map((part, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${part}\nendobj\n`;
    return place;
  });
  const start = file.length;
  file += `xref\n0 6\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
