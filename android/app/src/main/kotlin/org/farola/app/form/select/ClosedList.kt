package org.farola.app.form.select

import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.shown

/** A button that shows what is chosen; a touch on it opens [inside] in place. */
class ClosedList(
    private val place: ControlPlace,
    private val several: Boolean,
    private val inside: View,
    private val redraw: () -> Unit,
) {
    private val pieces = place.pieces
    private val done = pieces.button(pieces.words(R.string.form_close_list)) { open(false) }

    /** What opens it. */
    val button: Button = pieces.button("") { open(!isOpen) }

    val view: LinearLayout = pieces.column(button, inside, done)

    private val isOpen get() = inside.visibility == View.VISIBLE

    init {
        button.gravity = Gravity.START or Gravity.CENTER_VERTICAL
        inside.shown(false)
        done.shown(false)
    }

    /** Draws the button with what is chosen, in the core's words. */
    fun show(chosen: String) {
        val none = if (several) R.string.form_choose_several else R.string.control_choose
        val text = chosen.ifEmpty { pieces.words(none) }
        button.text = pieces.words(if (isOpen) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = pieces.words(R.string.form_list_named, place.label, text)
        val look = pieces.look
        button.background = look.touchable(look.surface, if (chosen.isEmpty()) look.edge else look.strongEdge)
    }

    /** Something was touched: one choice closes the list, of several there may be more. */
    fun touched() {
        if (!several) open(false)
    }

    private fun open(yes: Boolean) {
        inside.shown(yes)
        done.shown(yes && several)
        redraw()
    }
}
