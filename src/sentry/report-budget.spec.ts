import { ReportBudget } from './report-budget.js';

describe('a report budget', () => {
  it('is spent within a minute and whole again after it', () => {
    let now = 5;
    const budget = new ReportBudget(2, () => now);
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
    now += 59_999;
    expect(budget.take()).toBe(false);
    now += 1;
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  });
});
