package org.farola.app.form.place

import android.text.InputType
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.text.FieldFault
import org.farola.app.form.text.whenWritten

/** Latitude and longitude by hand, for a phone that does not know its place. */
class TypedPlace(private val place: ControlPlace) {
    private val pieces = place.pieces
    private val sentence = pieces.remark(pieces.words(R.string.form_place_none))
    private val field = pieces.field { pieces.words(R.string.form_place_typed) }
    private val fault = FieldFault(place, field)

    val view: LinearLayout = pieces.column(sentence, field)

    init {
        field.isSingleLine = true
        field.hint = pieces.words(R.string.form_place_typed)
        field.inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        pieces.look.dress(field, FormLook.BODY)
        field.whenWritten { text -> place.type(text, fault::take) }
    }
}
