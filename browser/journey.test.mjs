// The whole way of one case: found in the catalogue, applied for, corrected, accepted, examined, decided, licensed,
// verified, rated, answered. Written out when the pages stand; each line is one step of it.
import { describe, test } from 'node:test';

describe('from the catalogue to a licence', () => {
  test.todo('a citizen finds the item by name, by pinyin and by a common word, and reads its guide');
  test.todo('the guidance asks a few questions and names exactly the materials of one situation');
  test.todo('the citizen signs in, fills the form, leaves it, finds the draft again, submits and gets a receipt');
  test.todo('the clerk asks for a correction; only the fields named are open again; both sides stand side by side');
  test.todo('the clerk accepts, another examines, a third decides; nobody may take two of the three steps');
  test.todo('the licence is in the wallet, its PDF opens, and the public page tells its state and nothing more');
  test.todo('the next application offers the licence and does not ask for it again');
  test.todo('the citizen rates once; the agency answers in public; the trace tells every step');
});
