package org.farola.app.form.date

import android.view.Gravity
import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.app.sense.Now
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.proposedMoment

/** A time of the day. */
class TimeControl(place: ControlPlace) : Control(place) {
    private val time = pieces.text(size = FormLook.NUMBER, bold = true)
    private val steps = ClockSteps(pieces) { part, by -> give(GivenAnswer.Turned(part, by)) }
    private val now = pieces.button(words(R.string.control_now)) { give(GivenAnswer.Now) }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }

    override val view: View = pieces.column(time, steps.view, pieces.line(now, clear))
    override val focus: View get() = now

    init {
        time.gravity = Gravity.CENTER
    }

    override fun draw(question: QuestionRecord) {
        val drawn = question.face
        steps.show(proposedMoment(drawn.answer, Now.here()).clock)
        val none = !drawn.answered
        time.text = drawn.shown.ifEmpty { words(R.string.form_no_time) }
        look.dress(time, if (none) FormLook.BODY else FormLook.NUMBER, if (none) look.softInk else look.ink, !none)
        clear.shown(!none)
    }
}
