package org.farola.app.form.range

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/** A range behind a button that opens all its numbers, in place. */
class PickerControl(place: ControlPlace) : Control(place) {
    private val button = pieces.button("") { open(panel.visibility != View.VISIBLE) }
    private val squares = Squares(pieces) { at -> chose(at) }
    private val steps = pieces.line(
        pieces.sign("−", words(R.string.control_less_one)) { move(-1) },
        pieces.sign("+", words(R.string.control_more_one)) { move(1) },
        stack = false,
    )
    private val panel = pieces.column(squares.view, steps)
    private var scale: Scale? = null
    private var now = ""

    override val view: LinearLayout = pieces.column(button, panel)
    override val focus: View get() = button

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        panel.shown(false)
    }

    override fun show(question: QuestionRecord) {
        val scale = Scale.of(question).also { this.scale = it }
        now = question.answer
        val few = scale.steps <= MOST
        squares.view.shown(few)
        steps.shown(!few)
        if (few) {
            val locale = Numbers.locale(place.context)
            val labels = (0..scale.steps).map { Numbers.shown(scale.value(it), locale) }
            squares.show(labels, setOfNotNull(scale.at(now))) { labels[it] }
            squares.name(place.label)
        }
        caption()
    }

    private fun caption() {
        val text = if (now.isEmpty()) words(R.string.form_choose_number) else Numbers.shown(now, Numbers.locale(place.context))
        val open = panel.visibility == View.VISIBLE
        button.text = words(if (open) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (now.isEmpty()) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        panel.shown(yes)
        caption()
    }

    private fun chose(at: Int) {
        val value = scale?.value(at) ?: return
        place.answer(if (scale?.at(now) == at) "" else value)
        open(false)
    }

    private fun move(by: Int) {
        val scale = scale ?: return
        val at = scale.at(now)
        place.answer(scale.value(if (at == null) 0 else (at + by).coerceIn(0, scale.steps)))
    }

    private companion object {
        /** More squares than that are not found any more; they are counted up and down. */
        const val MOST = 40
    }
}
