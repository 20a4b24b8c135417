// One voice for screen readers: short, and the same words twice are said twice.

import { afterFrame } from "./later.js";

export class Voice {
  constructor(place) {
    this.place = place;
    this.turn = false;
  }

  say(words) {
    this.turn = !this.turn;
    const said = words + (this.turn ? "\u00a0" : "");
    afterFrame(() => (this.place.textContent = said));
  }
}
