/** Time that passes only by `mock.timers.tick`. */

import { mock } from "node:test"

/** Stop the clock; timers of an earlier test are forgotten. */
export function stopClock() {
  mock.timers.reset()
  mock.timers.enable({ apis: ["setTimeout", "Date"] })
}
