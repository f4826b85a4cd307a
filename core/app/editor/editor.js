/** The editor of an exercise: code, Check and a new start. What is typed stays in this browser until Check. */

import { button, element } from "../components/dom.js"
import { browserStorage } from "../components/progress.js"
import { renderer } from "../components/renderer.js"
import { onResize } from "../components/sizes.js"
import { forgetCode, keepCode, keptCode, MOST_KEPT } from "./kept_code.js"
import { PythonEditor } from "./python_editor.js"

const WAIT = 500 // milliseconds without a key after which the browser keeps the code

/**
 * @typedef {object} Data
 * @property {string} bundle CodeMirror's address, from the app's own
 * @property {string} exercise
 * @property {string} round what is kept of another round is not shown
 * @property {string} start the skeleton
 * @property {string} last what was checked last, shown where this browser keeps nothing
 * @property {boolean} isBusy whether a check is running
 * @property {boolean} isFixed whether the code can only be read
 * @property {{code: string, line: number} | null} wrong the code that was checked, and its line with the error
 * @property {Record<string, string>} texts label, about, check, checking, again, sure, yes, no, long, failed
 */

class Editor {
  constructor(root) {
    this.root = root
    this.storage = browserStorage()
    this.place = element("div", "place")
    this.bar = element("div", "bar")
    this.says = element("p", "says")
    this.says.setAttribute("role", "status")
    this.about = element("p", "about")
    this.about.id = "about"
    root.append(this.place, this.bar, this.says, this.about)
  }

  /**
   * @param {Data} data
   * @param {(asked: {exercise: string, code: string}) => void} send
   */
  update(data, send) {
    const isOther = data.exercise !== this.data?.exercise || data.round !== this.data?.round
    const isFresh = this.data?.start !== data.start && this.editor?.code === this.data?.start
    this.data = data
    this.send = send
    this.about.textContent = data.texts.about
    if (!this.editor) this.load()
    else if (isOther) this.open()
    else if (isFresh) this.editor.replace(data.start) // the skeleton, not yet touched, in another language
    this.showBar()
    this.showError()
  }

  pause() {
    this.keepNow()
  }

  /** What has left the page watches nothing, as an editor does. */
  leave() {
    this.keepNow()
    this.editor?.destroy()
    this.editor = null
    this.loading = null
  }

  /** Fetch CodeMirror, once a page; until then the code stands there as text. */
  load() {
    if (this.loading) return
    onResize(
      this.root,
      () => {},
      () => this.leave(),
    )
    this.place.replaceChildren(element("pre", "waiting", this.codeAtFirst()))
    this.loading = import(new URL(this.data.bundle, document.baseURI).href)
      .then((codemirror) => {
        if (!this.root.isConnected) return
        this.codemirror = codemirror
        this.open()
        this.showBar()
        this.showError()
      })
      .catch((error) => {
        this.loading = null
        this.says.textContent = this.data.texts.failed
        console.error(error)
      })
  }

  codeAtFirst() {
    const { exercise, round, start, last } = this.data
    return keptCode(this.storage, exercise, round) ?? (last || start)
  }

  /** Show the exercise's code in a new editor; an undo must not bring another exercise's back. */
  open() {
    this.editor?.destroy()
    this.place.replaceChildren()
    this.says.textContent = ""
    this.editor = new PythonEditor({
      codemirror: this.codemirror,
      parent: this.place,
      code: this.codeAtFirst(),
      isFixed: this.data.isFixed,
      attributes: { "aria-label": this.data.texts.label, "aria-describedby": "about" },
      check: () => this.check(),
      change: () => this.keepSoon(),
    })
  }

  showBar() {
    const { texts, isBusy, isFixed } = this.data
    if (isFixed) return this.bar.replaceChildren()
    const check = button("check", isBusy ? texts.checking : texts.check, () => this.check())
    check.setAttribute("aria-keyshortcuts", "Control+Enter")
    check.classList.toggle("busy", isBusy)
    const again = button("again", texts.again, () => this.askOnce())
    this.bar.replaceChildren(check, again)
  }

  /** Once: whether what was typed may go. */
  askOnce() {
    const { texts } = this.data
    const no = button("no", texts.no, () => this.answered())
    const yes = button("yes", texts.yes, () => {
      forgetCode(this.storage, this.data.exercise)
      this.editor.code = this.data.start
      this.answered()
    })
    this.bar.replaceChildren(element("span", "sure", texts.sure), yes, no)
    no.focus()
  }

  answered() {
    this.showBar()
    this.editor.view.focus()
  }

  check() {
    if (!this.editor) return
    const { exercise, texts } = this.data
    const { code } = this.editor
    this.keepNow()
    const isLong = code.length > MOST_KEPT
    this.says.textContent = isLong ? texts.long : ""
    if (!isLong) this.send({ exercise, code })
  }

  /** Mark the line of the error, if the code is still what was checked. */
  showError() {
    const { wrong } = this.data
    if (wrong && wrong.code === this.editor?.code) this.editor.markLine(wrong.line)
    else this.editor?.markLine(0)
  }

  keepSoon() {
    const { exercise, round } = this.data
    const { editor } = this
    clearTimeout(this.timer)
    this.keeping = () => keepCode(this.storage, exercise, round, editor.code)
    this.timer = setTimeout(() => this.keepNow(), WAIT)
  }

  keepNow() {
    clearTimeout(this.timer)
    this.keeping?.()
    this.keeping = null
  }
}

export default renderer(Editor, "asked")
