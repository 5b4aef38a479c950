package org.farola.app.form.date

import android.widget.LinearLayout
import java.util.Locale
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.core.ClockRecord
import org.farola.core.TimePart

/** Hour and minute, up and down, in 24 hours. */
class ClockSteps(pieces: Pieces, private val turned: (TimePart, Int) -> Unit) {
    private val hour = Stepper(pieces, pieces.words(R.string.control_hour)) { turned(TimePart.HOUR, it) }
    private val minute =
        Stepper(pieces, pieces.words(R.string.control_minute), LEAP) { turned(TimePart.MINUTE, it) }

    val view: LinearLayout = LinearLayout(pieces.context)

    init {
        val stacked = pieces.look.large
        if (stacked) view.orientation = LinearLayout.VERTICAL
        listOf(hour.view to 1f, minute.view to 2f).forEach { (part, share) ->
            val width = if (stacked) Pieces.MATCH else 0
            val size = LinearLayout.LayoutParams(width, Pieces.WRAP, if (stacked) 0f else share)
            if (part === minute.view && !stacked) size.marginStart = pieces.dp(Pieces.GAP)
            view.addView(part, size)
        }
    }

    /** Shows a time; before an answer it only proposes. */
    fun show(clock: ClockRecord) {
        hour.show(String.format(Locale.ROOT, "%02d", clock.hour.toInt()))
        minute.show(String.format(Locale.ROOT, "%02d", clock.minute.toInt()))
    }

    private companion object {
        const val LEAP = 10
    }
}
