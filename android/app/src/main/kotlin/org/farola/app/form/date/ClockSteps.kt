package org.farola.app.form.date

import android.widget.LinearLayout
import java.time.LocalTime
import java.util.Locale
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.core.ClockRecord

/** Hour and minute, up and down, in 24 hours. */
class ClockSteps(pieces: Pieces, private val chose: (ClockRecord) -> Unit) {
    private val hour = Stepper(pieces, pieces.words(R.string.control_hour)) { put(time.plusHours(it.toLong())) }
    private val minute =
        Stepper(pieces, pieces.words(R.string.control_minute), LEAP) { put(time.plusMinutes(it.toLong())) }

    /** The time that the next step starts from: two quick ones are two, whenever the core answers. */
    private var time = LocalTime.MIDNIGHT

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
    fun show(time: LocalTime) {
        this.time = time
        hour.show(String.format(Locale.ROOT, "%02d", time.hour))
        minute.show(String.format(Locale.ROOT, "%02d", time.minute))
    }

    private fun put(next: LocalTime) {
        time = next
        chose(ClockRecord(next.hour.toUByte(), next.minute.toUByte()))
    }

    private companion object {
        const val LEAP = 10
    }
}

/** The time as the platform's clock has it. */
val ClockRecord.time: LocalTime get() = LocalTime.of(hour.toInt(), minute.toInt())
