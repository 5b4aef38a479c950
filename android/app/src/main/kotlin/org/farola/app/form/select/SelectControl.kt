package org.farola.app.form.select

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.shown
import org.farola.core.QuestionRecord

/** Choices in sight: below each other, in columns, packed, on one line. */
class SelectControl(place: ControlPlace, how: Selecting, arrangement: Arrangement, bare: Boolean = false) :
    ChoiceControl(place, how) {
    private val list = ChoiceList(place, several, arrangement, ChoiceShape.BARE.takeIf { bare }, ::touch)
    private val none = pieces.line(words(R.string.form_no_choices))

    override val view: LinearLayout = pieces.column(none, list.view, gap = 0)
    override val focus: View get() = list.view.getChildAt(0) ?: view

    override fun draw(question: QuestionRecord) {
        none.shown(question.choices.isEmpty())
        list.show(options, chosen)
    }
}

/** Choices behind a button that shows what is chosen; they open in place. */
class MinimalSelect(place: ControlPlace, how: Selecting) : ChoiceControl(place, how) {
    private val button = pieces.button("") { open(!isOpen) }
    private val list = ChoiceList(place, several, Arrangement.Rows, touched = ::touched)
    private val done = pieces.button(words(R.string.form_close_list)) { open(false) }

    override val view: LinearLayout = pieces.column(button, list.view, done)
    override val focus: View get() = button

    private val isOpen get() = list.view.visibility == View.VISIBLE

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        open(false)
    }

    override fun draw(question: QuestionRecord) {
        list.show(options, chosen)
        val labels = options.filter { it.value in chosen }.joinToString(", ") { it.label.plain }
        val text = labels.ifEmpty { words(if (several) R.string.form_choose_several else R.string.control_choose) }
        button.text = words(if (isOpen) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (labels.isEmpty()) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        list.view.shown(yes)
        done.shown(yes && several)
        redraw()
    }

    private fun touched(value: String) {
        touch(value)
        if (!several) open(false)
    }
}
