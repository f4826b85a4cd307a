/** A CodeMirror for Python: four spaces, our colours, blanks and the line of an error marked. */

const BLANK = /__\d+__/g // a place to fill in

/**
 * @typedef {object} Options
 * @property {any} codemirror what codemirror/entry.js exports
 * @property {HTMLElement} parent
 * @property {string} code
 * @property {boolean} isFixed whether it can only be read
 * @property {Record<string, string>} attributes of the element that has the text: its label and description
 * @property {() => void} check Ctrl or Cmd with Enter
 * @property {() => void} change after each change of the text
 */

/** An editor whose text is `code`, `setCode` and whose marked line `markLine`, `clearMark` change. */
export class PythonEditor {
  /** @param {Options} options */
  constructor(options) {
    const { EditorState, EditorView, StateEffect } = options.codemirror
    this.EditorView = EditorView
    this.setMark = StateEffect.define()
    const marks = markedLine(options.codemirror, this.setMark)
    const state = (doc) => EditorState.create({ doc, extensions: [extensions(options), marks] })
    this.state = state
    this.view = new EditorView({
      state: state(options.code),
      parent: options.parent,
      root: options.parent.getRootNode(),
    })
    this.view.contentDOM.addEventListener("keydown", (event) => this.letTabLeave(event.key))
    this.view.contentDOM.addEventListener("blur", () => this.view.setTabFocusMode(false))
  }

  get code() {
    return this.view.state.doc.toString()
  }

  /** Another text, which no undo takes back. */
  replace(code) {
    this.view.setState(this.state(code))
  }

  /** Another text in place of this one; undo brings this one back. */
  set code(code) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: code } })
  }

  /** Mark a line, counted from 1; any other number takes the mark away. */
  markLine(line) {
    const { doc } = this.view.state
    const isThere = line >= 1 && line <= doc.lines
    const effects = [this.setMark.of(isThere ? doc.line(line).from : null)]
    if (isThere) effects.push(this.EditorView.scrollIntoView(doc.line(line).from))
    this.view.dispatch({ effects })
  }

  /** After Escape the Tab key moves on to the next control, until another key is pressed. */
  letTabLeave(key) {
    if (key === "Escape") this.view.setTabFocusMode(true)
    else if (!["Tab", "Shift", "Control", "Alt", "Meta"].includes(key)) this.view.setTabFocusMode(false)
  }

  destroy() {
    this.view.destroy()
  }
}

function extensions({ codemirror: cm, isFixed, attributes, check, change }) {
  const pressed = () => {
    if (!isFixed) check()
    return true // nothing else is done at these keys
  }
  return [
    cm.keymap.of([
      { key: "Mod-Enter", run: pressed },
      ...(isFixed ? [] : [cm.indentWithTab]),
      ...cm.defaultKeymap,
      ...cm.historyKeymap,
    ]),
    cm.lineNumbers(),
    cm.history(),
    cm.drawSelection(),
    cm.bracketMatching(),
    cm.indentOnInput(),
    cm.highlightActiveLine(),
    cm.EditorState.tabSize.of(4),
    cm.indentUnit.of("    "),
    cm.EditorState.readOnly.of(isFixed),
    cm.EditorView.lineWrapping,
    cm.EditorView.contentAttributes.of({ ...attributes, "aria-readonly": String(isFixed) }),
    cm.EditorView.updateListener.of((update) => update.docChanged && change()),
    cm.pythonLanguage,
    cm.syntaxHighlighting(colours(cm)),
    blanks(cm),
  ]
}

/** Classes that editor.css gives the palette's colours. */
function colours({ HighlightStyle, tags }) {
  const named = (name, ...ofTags) => ({ tag: ofTags, class: `py-${name}` })
  return HighlightStyle.define([
    named(
      "keyword",
      tags.keyword,
      tags.operatorKeyword,
      tags.controlKeyword,
      tags.definitionKeyword,
      tags.moduleKeyword,
    ),
    named("constant", tags.number, tags.bool, tags.null),
    named("string", tags.string, tags.special(tags.string)),
    named("comment", tags.comment),
    named("function", tags.function(tags.definition(tags.variableName)), tags.function(tags.variableName)),
    named("function", tags.definition(tags.className), tags.function(tags.propertyName)),
  ])
}

function blanks({ Decoration, MatchDecorator, ViewPlugin }) {
  const matcher = new MatchDecorator({ regexp: BLANK, decoration: Decoration.mark({ class: "blank" }) })
  const plugin = class {
    constructor(view) {
      this.decorations = matcher.createDeco(view)
    }
    update(update) {
      this.decorations = matcher.updateDeco(update, this.decorations)
    }
  }
  return ViewPlugin.fromClass(plugin, { decorations: (one) => one.decorations })
}

/** The line of the learner's own error; gone with the next change. */
function markedLine({ Decoration, EditorView, StateField }, setMark) {
  const mark = Decoration.line({ class: "wrong-line" })
  const markOf = (place) => (place === null ? Decoration.none : Decoration.set([mark.range(place)]))
  return StateField.define({
    create: () => Decoration.none,
    update: (marked, transaction) => {
      const told = transaction.effects.find((effect) => effect.is(setMark))
      if (told) return markOf(told.value)
      return transaction.docChanged ? Decoration.none : marked
    },
    provide: (field) => EditorView.decorations.from(field),
  })
}
