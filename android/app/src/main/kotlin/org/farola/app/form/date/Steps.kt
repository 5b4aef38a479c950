package org.farola.app.form.date

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces

/** One part of a date or time with a button above and one below: no swiping, no small wheel. */
class Stepper(
    private val pieces: Pieces,
    private val name: String,
    /** A longer step, for what has sixty of them. */
    private val leap: Int = 0,
    private val step: (Int) -> Unit,
) {
    private val number = pieces.text(size = FormLook.QUESTION, bold = true).apply {
        gravity = Gravity.CENTER
        minHeight = pieces.dp(FormLook.TOUCH)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }
    private val title = pieces.text(name, FormLook.SMALL, pieces.look.softInk).apply { gravity = Gravity.CENTER }

    /** Beside each other where letters are large: the number needs the width, and so do longer steps. */
    val view: LinearLayout =
        if (pieces.look.large) {
            val near = pieces.flanked(button(-1), number, button(1))
            if (leap == 0) pieces.column(title, near, gap = 4)
            else pieces.column(title, near, pieces.line(button(-leap), button(leap), stack = false, gap = 8), gap = 4)
        } else {
            pieces.column(title, buttons(1), number, buttons(-1), gap = 4)
        }

    private fun buttons(way: Int): View {
        if (leap == 0) return button(way)
        return pieces.line(button(way), button(way * leap), stack = false, gap = 8)
    }

    private fun button(by: Int): View {
        val sign = if (by < 0) "−" else "+"
        val size = kotlin.math.abs(by)
        val words = if (by < 0) R.string.form_step_less else R.string.form_step_more
        return pieces.sign(if (leap == 0) sign else "$sign$size", pieces.words(words, name, size)) { step(by) }
    }

    /** Shows the part as it now is. */
    fun show(text: CharSequence) {
        number.text = text
        number.contentDescription = "$name: $text"
    }
}
