/** The mean of the values that there are. */
export class Mean {
  #sum = 0;
  #count = 0;

  add(value: number | null | undefined): void {
    if (value === null || value === undefined) return;
    this.#sum += value;
    this.#count++;
  }

  toString(): string {
    return (this.#sum / this.#count).toExponential(2);
  }
}
