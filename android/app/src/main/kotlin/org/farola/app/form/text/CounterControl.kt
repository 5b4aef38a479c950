package org.farola.app.form.text

import android.view.Gravity
import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord

/** A number that goes up and down by one: counting what passes without looking at a keyboard. */
class CounterControl(place: ControlPlace) : Control(place) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val less = pieces.sign("−", words(R.string.control_less_one)) { give(GivenAnswer.Step(-1)) }
    private val more = pieces.sign("+", words(R.string.control_more_one)) { give(GivenAnswer.Step(1)) }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }

    override val view: View = pieces.column(pieces.flanked(less, number, more), clear)
    override val focus: View get() = more

    init {
        number.gravity = Gravity.CENTER
        number.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        listOf(less, more).forEach {
            it.minHeight = pieces.dp(FormLook.MAIN)
            it.minWidth = pieces.dp(WIDE)
        }
        pieces.weigh(more, main = true)
    }

    override fun draw(question: QuestionRecord) {
        val shown = question.face.shown
        val answered = question.face.answered
        number.text = shown.ifEmpty { NONE }
        number.contentDescription = shown.ifEmpty { words(R.string.control_none) }
        enable(less, question.face.canSubtract)
        enable(clear, answered)
    }

    private fun enable(button: View, yes: Boolean) {
        button.isEnabled = yes
        button.alpha = if (yes) 1f else FAINT
    }

    private companion object {
        const val WIDE = 88
        const val NONE = "–"
        const val FAINT = 0.5f
    }
}
