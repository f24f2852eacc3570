// Sign-in as the demonstration people. A one-time password works once, so a session is kept for the files that follow.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { account, address } from './hall.mjs';
import { totp } from './totp.mjs';
import { Visitor } from './visitor.mjs';

const kept = (login) => join(process.env.MINGTING_STATE ?? '/nonexistent', `${encodeURIComponent(login)}.json`);

/** Fills in the sign-in pages that stand open: login and password, then the second factor where the account has one. */
export async function signIn(visitor, { login, password, totp_secret: secret }) {
  const { page } = visitor;
  await page.locator('input[name=name]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await visitor.go(page.locator('form:has(input[name=password]) button[type=submit]'));
  if (secret) {
    await page.locator('input[name=code]').fill(totp(secret));
    await visitor.go(page.locator('form:has(input[name=code]) button[type=submit]'));
  }
}

/** A person of this role, signed in. `fresh` = through the sign-in pages even where a session was kept. */
export async function arriveAs(role, { fresh, ...options } = {}) {
  const who = account(role);
  const file = kept(who.login);
  if (!fresh && existsSync(file)) return Visitor.arrive(address, { ...options, state: file, name: role });
  const visitor = await Visitor.arrive(address, { ...options, name: role });
  await visitor.open('/sign-in');
  await signIn(visitor, who);
  await visitor.context.storageState({ path: file });
  return visitor;
}

/** A person without an account. */
export const arrive = (options = {}) => Visitor.arrive(address, options);
