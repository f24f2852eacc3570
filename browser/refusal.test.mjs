// When the office says no: not accepted, not granted, not yours, too late, too big.
import { describe, test } from 'node:test';

describe('refusals', () => {
  test.todo('a case that is not accepted, and one that is refused: reasons, legal basis and remedies on the page and in the notice');
  test.todo('the page of another person\'s case and of a case that does not exist are the same page');
  test.todo('a stale page: the second clerk is told who acted, and nothing is lost');
  test.todo('a disguised file is refused by its content, and what was typed is still there');
});
