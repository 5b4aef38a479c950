package org.farola.app.form.date

import android.view.View
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.look.LookContext
import org.farola.app.sense.Now
import org.farola.core.DatePick
import org.farola.core.DayRecord
import org.farola.core.DrawnRecord
import org.farola.core.GivenAnswer
import org.farola.core.TimePart
import org.farola.core.proposedMoment
import org.farola.core.shownMonthShort

/** A day chosen in one of the ways; which day a step leads to, and which is kept, is the core's to say. */
class DayPicker(pieces: Pieces, private val pick: DatePick, private val give: (GivenAnswer) -> Unit) {
    private val reader = LookContext.of(pieces.context).reader
    private val grid = MonthGrid(pieces) { give(GivenAnswer.Day(it)) }
    private val day = Stepper(pieces, pieces.words(R.string.form_day)) { give(GivenAnswer.Turned(TimePart.DAY, it)) }
    private val month =
        Stepper(pieces, pieces.words(R.string.control_month)) { give(GivenAnswer.Turned(TimePart.MONTH, it)) }
    private val year = Stepper(pieces, pieces.words(R.string.control_year)) { give(GivenAnswer.Turned(TimePart.YEAR, it)) }

    val view: View = when (pick) {
        DatePick.CALENDAR -> grid.view
        DatePick.STEPS -> pieces.line(day.view, month.view, year.view, gap = 8)
        DatePick.MONTH_AND_YEAR -> pieces.line(month.view, year.view, gap = 8)
        DatePick.YEAR -> year.view
    }

    /** Shows the day that is [chosen]; before an answer it only proposes. */
    fun show(drawn: DrawnRecord, chosen: DayRecord?) {
        val at = proposedMoment(drawn.answer, Now.here()).day
        if (pick == DatePick.CALENDAR) grid.show(chosen, at, drawn.years)
        day.show(at.day.toString())
        month.show(shownMonthShort(at.month, reader))
        year.show(at.year.toString())
    }
}
