// Pictures for human eyes: right to left, print, large text, empty, long.
import { describe, test } from 'node:test';

describe('pictures', () => {
  test.todo('the main pages in Uyghur, right to left');
  test.todo('a guide and a notice as they print');
  test.todo('the main pages at 200 % text');
  test.todo('an empty worklist, an empty catalogue search, a very long title');
});
