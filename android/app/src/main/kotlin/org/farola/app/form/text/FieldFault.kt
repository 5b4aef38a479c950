package org.farola.app.form.text

import android.widget.EditText
import org.farola.app.Codes
import org.farola.app.form.ControlPlace
import org.farola.core.TypedRecord

/** What cannot be read of a field's text: said at once, or once the field is left, as the core says. */
class FieldFault(private val place: ControlPlace, field: EditText) {
    private var waiting: String? = null

    init {
        field.setOnFocusChangeListener { _, has -> if (!has) left() }
    }

    /** Takes what became of the newest text; nothing where it is not from the field. */
    fun take(typed: TypedRecord?) {
        val waits = typed?.codeWaits == true
        waiting = typed?.code.takeIf { waits }
        say(typed?.code.takeUnless { waits })
    }

    private fun left() {
        waiting?.let(::say)
        place.left()
    }

    private fun say(code: String?) = place.complain(code?.let { Codes.sentence(place.context, it) })
}
