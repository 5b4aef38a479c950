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

/** A scale as squares with their numbers: a rating that is one touch, and read without colours. */
class RatingControl(place: ControlPlace, scale: ScaleRecord) : Control(place) {
    private val squares = Squares(pieces, wide = true) { at -> chose(at) }
    private val labels = scaleAllShown(scale, place.locale.decimal)
    private var at: Int? = null

    override val view: View = squares.view

    override fun draw(question: QuestionRecord) {
        at = question.face.position
        squares.show(labels, setOfNotNull(at)) { labels[it] }
        squares.name(place.label)
    }

    private fun chose(touched: Int) = touch(at == touched, GivenAnswer.Position(touched.toUInt()))
}

/** The position on a scale; nothing without an answer, and for one that is off the scale. */
val DrawnRecord.position: Int? get() = (answer as? QuestionAnswer.Position)?.at?.toInt()
