package org.farola.app.form.select

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.QuestionRecord

/** Choices in sight: below each other, in columns, packed, on one line. */
class SelectControl(place: ControlPlace, several: Boolean, arrangement: Arrangement, bare: Boolean = false) :
    ChoiceControl(place, several) {
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
class MinimalSelect(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val list = ChoiceList(place, several, Arrangement.Rows, touched = ::touched)
    private val closed = ClosedList(place, several, list.view, ::redraw)

    override val view: LinearLayout = closed.view
    override val focus: View get() = closed.button

    override fun draw(question: QuestionRecord) {
        list.show(options, chosen)
        closed.show(question.face.shown)
    }

    private fun touched(value: String) {
        touch(value)
        closed.touched()
    }
}
