// The same way without JavaScript: every step is a page and a form.
import { describe, test } from 'node:test';

describe('without script', () => {
  test.todo('guidance, sign-in, form, submission and trace');
  test.todo('a draft posted after the session ended is there after signing in');
});
