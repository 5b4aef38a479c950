package org.farola.app.form.range

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.ScaleRecord
import org.farola.core.scaleAllShown
import org.farola.core.scaleSaid

/** A scale behind a button that opens all its numbers, in place. */
class PickerControl(place: ControlPlace, private val scale: ScaleRecord) : Control(place) {
    private val few = scale.steps <= MOST
    private val button = pieces.button("") { open(panel.visibility != View.VISIBLE) }
    private val squares = Squares(pieces) { at -> chose(at) }
    private val steps = pieces.line(
        pieces.sign("−", words(R.string.control_less_one)) { give(GivenAnswer.Step(-1)) },
        pieces.sign("+", words(R.string.control_more_one)) { give(GivenAnswer.Step(1)) },
        stack = false,
    )
    private val panel = pieces.column(squares.view, steps)
    private val labels = if (few) scaleAllShown(scale, place.locale.decimal) else emptyList()

    override val view: LinearLayout = pieces.column(button, panel)
    override val focus: View get() = button

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        panel.shown(false)
        squares.view.shown(few)
        steps.shown(!few)
    }

    override fun draw(question: QuestionRecord) {
        squares.show(labels, setOfNotNull(question.face.position)) { scaleSaid(scale, it.toUInt(), place.locale.decimal) }
        squares.name(place.label)
        caption(question.face.shown)
    }

    private fun caption(shown: String) {
        val text = shown.ifEmpty { words(R.string.form_choose_number) }
        val open = panel.visibility == View.VISIBLE
        button.text = words(if (open) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (shown.isEmpty()) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        panel.shown(yes)
        redraw()
    }

    private fun chose(touched: Int) {
        give(GivenAnswer.Position(touched.toUInt()))
        open(false)
    }

    private companion object {
        /** More squares than that are not found any more; they are counted up and down. */
        const val MOST = 40u
    }
}
