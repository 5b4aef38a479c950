package org.farola.app.form.date

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces

/** One part of a date or time with a button above and one below: no swiping, no small wheel. */
class Stepper(private val pieces: Pieces, private val name: String, private val step: (Int) -> Unit) {
    private val number = pieces.text(size = FormLook.QUESTION, bold = true).apply {
        gravity = Gravity.CENTER
        minHeight = pieces.dp(FormLook.TOUCH)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }
    private val more = pieces.sign("+", pieces.words(R.string.form_step_more, name)) { step(1) }
    private val less = pieces.sign("−", pieces.words(R.string.form_step_less, name)) { step(-1) }
    private val title = pieces.text(name, FormLook.SMALL, pieces.look.softInk).apply { gravity = Gravity.CENTER }

    /** Beside each other where letters are large: the number needs the width. */
    val view: LinearLayout =
        if (pieces.look.large) {
            pieces.column(title, pieces.flanked(less, number, more), gap = 4)
        } else {
            pieces.column(title, more, number, less, gap = 4)
        }

    /** Shows the part as it now is. */
    fun show(text: CharSequence) {
        number.text = text
        number.contentDescription = "$name: $text"
    }
}
