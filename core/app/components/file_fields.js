/**
 * Streamlit's field for a file, for whoever does not see it: app.css writes on its button in the page's language,
 * and what a stylesheet writes is no name everywhere; the field itself has a name and is called a decoration.
 */

import { writtenAs } from "./scroll_hint.js"

const FIELD = '[data-testid="stFileUploaderDropzone"]'

/** Name the fields that have come, and those whose language has changed. */
export function nameFileFields() {
  for (const field of document.querySelectorAll(FIELD)) {
    field.setAttribute("role", "group")
    const word = writtenAs("choose-file", field)
    if (word) field.querySelector("button:has(p)")?.setAttribute("aria-label", word)
  }
}
