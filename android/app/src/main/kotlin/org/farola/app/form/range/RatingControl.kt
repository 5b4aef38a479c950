package org.farola.app.form.range

import android.view.View
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.face
import org.farola.core.DrawnRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.ScaleRecord
import org.farola.core.scaleAllShown
import org.farola.core.scaleSaid

/** A scale as squares with their numbers: a rating that is one touch, and read without colours. */
class RatingControl(place: ControlPlace, private val scale: ScaleRecord) : Control(place) {
    private val squares = Squares(pieces, wide = true) { at -> give(GivenAnswer.Position(at.toUInt())) }
    private val labels = scaleAllShown(scale, place.locale.decimal)

    override val view: View = squares.view

    override fun draw(question: QuestionRecord) {
        squares.show(labels, setOfNotNull(question.face.position)) { scaleSaid(scale, it.toUInt(), place.locale.decimal) }
        squares.name(place.label)
    }
}

/** The position on a scale; nothing without an answer, and for one that is off the scale. */
val DrawnRecord.position: Int? get() = (answer as? QuestionAnswer.Position)?.at?.toInt()
