// Says to the server that the page of a silence procedure was opened: the receipt of the office.
// <form data-receipt> holds its button "received", which does the same without this module, and
// <p data-receipt-said> for what the server answers; <td data-receipt-mine> is the office's row, and the note of
// the panel "received" counts it too.
export async function sendReceipt(form) {
  const data = new FormData(form);
  data.set("how", "opened");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" },
    });
    if (!answer.ok) return;
    const said = await answer.json();
    form.querySelector("[data-receipt-said]").textContent = said.message;
    form.querySelector(".form__actions").remove();
    for (const cell of document.querySelectorAll("[data-receipt-mine]")) cell.textContent = said.short;
    for (const note of document.querySelectorAll("#received .panel__head .push")) note.textContent = said.count;
  } catch {
    // Without a connection the button is still there.
  }
}
