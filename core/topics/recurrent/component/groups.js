/** Elements that belong together, with a name for those who hear it. */

import { element } from "../../../app/components/dom.js"

export function groupOf(className, label) {
  const group = element("div", className)
  group.setAttribute("role", "group")
  group.setAttribute("aria-label", label)
  return group
}
