// After a refused form, the summary of errors takes the focus; its links reach groups of choices too.
export function focusErrors(root) {
  root.querySelector(".error-summary")?.focus();
}
