// What was done, step by step, so that it can be taken back and done again. A step is a list of cells with the text
// before and after; a step taken back is an ordinary change, so that whoever looks at the history sees both.

const MOST = 500;

export class Steps {
  #done = [];
  #undone = [];

  remember(step) {
    this.#done.push(step);
    if (this.#done.length > MOST) this.#done.shift();
    this.#undone.length = 0;
  }

  back() {
    const step = this.#done.pop();
    if (step) this.#undone.push(step);
    return step?.map(({ row, column, before, after }) => ({ row, column, before: after, after: before }));
  }

  again() {
    const step = this.#undone.pop();
    if (step) this.#done.push(step);
    return step;
  }
}
