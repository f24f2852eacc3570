// The hall under test: its address and its people, as the ready file of `mingting demo` names them.
import { readFileSync } from 'node:fs';

const file = process.env.MINGTING_READY;
if (!file) throw new Error('MINGTING_READY is not set: start the journeys with browser/run.sh');
const ready = JSON.parse(readFileSync(file, 'utf8'));

/** Where the hall listens, without a slash at the end. */
export const address = ready.address.replace(/\/$/, '').replace(/^(?!http)/, 'http://');

/** All demonstration accounts: `{ role, login, password, totp_secret }`. */
export const accounts = ready.accounts;

/** The account of a role; an unknown role is a mistake of the test, said with the roles there are. */
export function account(role) {
  const found = accounts.find((one) => one.role === role);
  if (!found) throw new Error(`no demonstration account of role ${role}; there are: ${accounts.map((one) => one.role).join(', ')}`);
  return found;
}
