// Names can be dragged from group to group. The select beside each name is what the form sends; dragging only sets it,
// so nothing is saved before the button, and without this file the selects do it all.
const board = document.querySelector("[data-board]");
const said = board.querySelector("[data-moves]");
const usual = said.textContent;
let dragged = null;

const selectOf = (person) => person.querySelector("select");
const wasOf = (person) => person.querySelector("input[type=hidden]").value;

function tell() {
  const moved = [...board.querySelectorAll("[data-person]")].filter((person) => selectOf(person).value !== wasOf(person));
  for (const person of board.querySelectorAll("[data-person]")) person.toggleAttribute("data-moved", moved.includes(person));
  said.textContent = moved.length === 0 ? usual : moved.length === 1 ? "1 move is not saved yet." : `${moved.length} moves are not saved yet.`;
}

function columnAt(target) {
  return target instanceof Element ? target.closest("[data-column]") : null;
}

for (const person of board.querySelectorAll("[data-person]")) {
  person.draggable = true;
  person.addEventListener("dragstart", (event) => {
    dragged = person;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  person.addEventListener("dragend", () => {
    dragged = null;
    for (const column of board.querySelectorAll("[data-over]")) column.removeAttribute("data-over");
  });
}

board.addEventListener("dragover", (event) => {
  const column = columnAt(event.target);
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of board.querySelectorAll("[data-over]")) if (other !== column) other.removeAttribute("data-over");
  column.setAttribute("data-over", "");
});

board.addEventListener("drop", (event) => {
  const column = columnAt(event.target);
  if (!dragged || !column) return;
  event.preventDefault();
  column.removeAttribute("data-over");
  selectOf(dragged).value = column.dataset.column;
  column.querySelector(".people").append(dragged);
  tell();
});

board.addEventListener("change", tell);
tell();
