package org.farola.app.form.date

import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.app.sense.Now
import org.farola.core.DatePick
import org.farola.core.GivenAnswer
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.proposedMoment

/** A day with a time; whichever is chosen first, the core adds the other. */
class DateTimeControl(place: ControlPlace, pick: DatePick) : Control(place) {
    private val moment = pieces.line()
    private val told = pieces.line()
    private val now = pieces.button(words(R.string.control_now)) { give(GivenAnswer.Now) }
    private val day = DayPicker(pieces, pick, ::give)
    private val clock = ClockSteps(pieces) { part, by -> give(GivenAnswer.Turned(part, by)) }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }

    override val view: View = pieces.column(moment, told, now, day.view, clock.view, clear)
    override val focus: View get() = now

    override fun draw(question: QuestionRecord) {
        val drawn = question.face
        day.show(drawn, (drawn.answer as? QuestionAnswer.Moment)?.day)
        clock.show(proposedMoment(drawn.answer, Now.here()).clock)
        moment.text = drawn.shown.ifEmpty { words(R.string.form_no_moment) }
        look.dress(moment, FormLook.BODY, if (drawn.answered) look.ink else look.softInk, bold = drawn.answered)
        told.text = drawn.told?.let { words(R.string.form_other_calendar, it) }
        told.shown(drawn.told != null)
        clear.shown(drawn.answered)
    }
}
