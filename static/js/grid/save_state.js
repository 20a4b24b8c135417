// The chip by the title: whether what was typed is safe. Screen readers hear of trouble and of its end, not of each cell.

import { timeOfDay } from "./clock.js";
import { counted, icon } from "./pieces.js";

const SIGNS = { saved: "cloud", saving: "cloud", offline: "off", "signed-out": "lock", mend: "alert" };
const REASONS = {
  version: "The items of this CFA have changed",
  year: "The school year of this CFA is over, so scores are read and not changed",
  forbidden: "You may not enter scores here any more",
  gone: "This CFA is not here any more",
};
const LOOKS = { "signed-out": "offline" };

export class SaveState {
  constructor(chip, voice) {
    Object.assign(this, { chip, voice });
    this.state = "saved";
    this.savedAt = null;
    this.shown = "";
    this.outlivesTab = true;
    chip.hidden = false;
  }

  show(state, detail = {}) {
    if (state === "saved" && this.state !== "saved") this.savedAt = new Date();
    const key = `${state} ${JSON.stringify(detail)}`;
    if (key === this.shown) return;
    this.shown = key;
    const words = this.#words(state, detail);
    this.chip.dataset.state = LOOKS[state] ?? state;
    this.#paint(SIGNS[state], words);
    if (state === "signed-out" || state === "mend") this.chip.append(this.#way(state));
    const isTrouble = state !== "saved" && state !== "saving";
    if (isTrouble && state !== this.state) this.voice.say(words);
    if (state === "saved" && this.wasTrouble) this.voice.say("Everything is saved again.");
    if (state !== "saving") this.wasTrouble = isTrouble;
    this.state = state;
  }

  // “Saving” and “Saved” have one sign, and a drawing put in anew would be laid out anew.
  #paint(sign, words) {
    const before = this.chip.firstElementChild;
    const kept = before && this.chip.dataset.sign === sign ? before : icon(sign);
    this.chip.dataset.sign = sign;
    if (kept === before && this.chip.childNodes.length === 2) this.chip.lastChild.data = words;
    else this.chip.replaceChildren(kept, words);
  }

  #words(state, { pending = 0, reason = "" }) {
    const waiting = pending ? `${counted(pending, "change")} ${pending === 1 ? "is" : "are"} ${this.outlivesTab ? "kept on this device" : "only in this tab"}` : "";
    if (state === "saved") return this.savedAt ? `Saved at ${timeOfDay(this.savedAt)}` : "All saved";
    if (state === "saving") return "Saving";
    if (state === "offline") return waiting ? `No connection: ${waiting}` : "No connection";
    if (state === "signed-out") return waiting ? `Signed out: ${waiting}` : "Signed out";
    return `${REASONS[reason] ?? "Something could not be saved"}${waiting ? `: ${waiting}` : ""}`;
  }

  #way(state) {
    const way = document.createElement("a");
    way.href = location.href;
    way.textContent = state === "mend" ? "Open it again" : "Sign in";
    return way;
  }
}
