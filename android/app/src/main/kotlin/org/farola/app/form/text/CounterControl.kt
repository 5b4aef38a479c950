package org.farola.app.form.text

import android.view.Gravity
import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.answer
import org.farola.core.QuestionRecord

/** A number that goes up and down by one: counting what passes without looking at a keyboard. */
class CounterControl(place: ControlPlace) : Control(place) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val less = pieces.sign("−", words(R.string.control_less_one)) { step(-1) }
    private val more = pieces.sign("+", words(R.string.control_more_one)) { step(1) }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private var value: Int? = null

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

    override fun show(question: QuestionRecord) {
        value = question.answer.toIntOrNull()
        number.text = value?.let { Numbers.shown(it.toString(), Numbers.locale(place.context)) } ?: NONE
        number.contentDescription = value?.toString() ?: words(R.string.control_none)
        less.isEnabled = (value ?: 0) > 0
        less.alpha = if (less.isEnabled) 1f else FAINT
        clear.isEnabled = value != null
        clear.alpha = if (clear.isEnabled) 1f else FAINT
    }

    private fun step(by: Int) {
        val next = ((value ?: 0).toLong() + by).coerceIn(0, Int.MAX_VALUE.toLong())
        place.answer(next.toString())
    }

    private companion object {
        const val WIDE = 88
        const val NONE = "–"
        const val FAINT = 0.5f
    }
}
