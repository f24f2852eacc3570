// A telephone of 360 CSS pixels.
import { describe, test } from 'node:test';

describe('at 360 px', () => {
  test.todo('catalogue, guide, guidance, form, trace and wallet stand without a horizontal bar');
  test.todo('the desk and its worklist stand without a horizontal bar');
});
