package org.farola.app.form.select

import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import org.farola.app.form.ControlPlace
import org.farola.app.form.FlowLayout
import org.farola.app.form.GridColumns
import org.farola.app.form.Markdown
import org.farola.app.form.Pieces
import org.farola.core.ChoiceRecord

/** How choices stand to each other. */
sealed interface Arrangement {
    /** Below each other. */
    data object Rows : Arrangement

    /** In so many columns. */
    data class Columns(val count: Int) : Arrangement

    /** As many on a line as fit. */
    data object Packed : Arrangement

    /** All on one line, as a scale of agreement. */
    data object OneLine : Arrangement
}

/** Choices to touch, in one arrangement; what is chosen is drawn without making them anew. */
class ChoiceList(
    private val place: ControlPlace,
    private val several: Boolean,
    private val arrangement: Arrangement,
    private val shape: ChoiceShape? = null,
    private val touched: (String) -> Unit,
) {
    private val pieces = place.pieces
    private var choices = emptyList<ChoiceRecord>()
    private val rows = LinkedHashMap<String, ChoiceRow>()

    val view: LinearLayout = pieces.column(gap = 10)

    /** Draws the choices, and which of them are chosen. */
    fun show(choices: List<ChoiceRecord>, chosen: Collection<String>) {
        if (choices != this.choices) make(choices)
        rows.forEach { (value, row) -> row.choose(value in chosen) }
    }

    private fun make(choices: List<ChoiceRecord>) {
        this.choices = choices
        view.removeAllViews()
        rows.clear()
        val box = box(choices.size)
        choices.forEachIndexed { index, choice ->
            val row = ChoiceRow(place, choice, ChoiceRow.badge(choice, index), several, shape(box)) {
                touched(choice.value)
            }
            rows[choice.value] = row
            add(box, withSound(row))
        }
        if (box !== view) pieces.below(view, box)
    }

    private fun withSound(row: ChoiceRow): View =
        row.sound?.let { pieces.column(row, it, gap = 4) } ?: row

    private fun add(box: ViewGroup, row: View) {
        if (box === view) pieces.below(view, row) else box.addView(row)
    }

    private fun shape(box: ViewGroup): ChoiceShape = when {
        shape != null -> shape
        box === view || arrangement is Arrangement.Packed -> ChoiceShape.WIDE
        else -> ChoiceShape.TILE
    }

    /** Large letters need the whole width: columns become rows, and packed ones one below another. */
    private fun box(count: Int): ViewGroup {
        val gap = pieces.dp(8)
        val large = pieces.look.large
        return when (val how = arrangement) {
            Arrangement.Rows -> view
            Arrangement.Packed -> FlowLayout(place.context, gap)
            is Arrangement.Columns -> columns(if (large && !pictured) (how.count + 1) / 2 else how.count, gap)
            Arrangement.OneLine -> if (large || count > MOST_ON_LINE) view else columns(count, gap)
        }
    }

    /** Fewer columns where a word would be torn apart. */
    private fun columns(count: Int, gap: Int): ViewGroup {
        if (pictured) return GridColumns(place.context, count, gap)
        val fits = (count downTo 2).firstOrNull { longestWord() <= wordRoom(it, gap) } ?: 1
        val kept = if (arrangement == Arrangement.OneLine && fits < count) 1 else fits
        return if (kept <= 1) view else GridColumns(place.context, kept, gap)
    }

    /** Only pictures are shown: no letters that could be too large. */
    private val pictured get() = shape == ChoiceShape.BARE && choices.all { "image" in it.media }

    private fun wordRoom(count: Int, gap: Int): Float {
        val page = place.context.resources.configuration.screenWidthDp - PAGE_SIDES
        return (pieces.dp(page) - gap * (count - 1)) / count.toFloat() - pieces.dp(ChoiceRow.TILE_SIDES)
    }

    private fun longestWord(): Float {
        val paint = pieces.text("", bold = true).paint
        val words = choices.flatMap { Markdown.read(it.label).split(' ') }
        return words.maxOfOrNull(paint::measureText) ?: 0f
    }

    private companion object {

        const val PAGE_SIDES = 24

        /** Five words beside each other is what a small phone bears. */
        const val MOST_ON_LINE = 5
    }
}

/** The next answer after a choice was touched. */
object Choosing {
    /** One: touching the chosen one again takes the answer back. */
    fun one(now: String, touched: String): String = if (now == touched) "" else touched

    /** Several: in the order of the list. */
    fun several(now: List<String>, touched: String, choices: List<ChoiceRecord>): String {
        val next = if (touched in now) now - touched else now + touched
        val place = choices.withIndex().associate { it.value.value to it.index }
        return next.sortedBy { place[it] ?: Int.MAX_VALUE }.joinToString(" ")
    }
}
