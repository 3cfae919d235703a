// An agenda is ordered by dragging, too: <form data-drag> holds a list whose items are marked data-drag-item, each
// with its hidden field of the order. Dropped, the form is sent as its buttons "up" and "down" would send it.
export function attachDrag(form) {
  let held = null;
  for (const item of form.querySelectorAll("[data-drag-item]")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      held = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    item.addEventListener("dragend", () => { held = null; });
  }
  form.addEventListener("dragover", (event) => {
    if (held && rowOf(event)) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!held || !row || row === held) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    const isBefore = event.clientY < box.top + box.height / 2 && "dragItem" in row.dataset;
    const parts = partsOf(held);
    row[isBefore ? "before" : "after"](held, ...parts);
    form.requestSubmit();
  });
  const rowOf = (event) => event.target.closest("ol > li");
}

// An item takes the parts along that follow it.
function partsOf(item) {
  const parts = [];
  if (item.classList.contains("agenda__part")) return parts;
  for (let next = item.nextElementSibling; next && next.classList.contains("agenda__part"); next = next.nextElementSibling) {
    parts.push(next);
  }
  return parts;
}
