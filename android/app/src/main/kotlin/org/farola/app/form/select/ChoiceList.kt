package org.farola.app.form.select

import android.graphics.Paint
import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import java.text.BreakIterator
import org.farola.app.form.ControlPlace
import org.farola.app.form.FlowLayout
import org.farola.app.form.GridColumns

/** How choices stand to each other. */
sealed interface Arrangement {
    /** Below each other. */
    data object Rows : Arrangement

    /** In so many columns; in as many as the screen fits where the form does not say. */
    data class Columns(val count: Int?) : Arrangement

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
    private var options = emptyList<Option>()
    private val rows = LinkedHashMap<String, ChoiceRow>()

    val view: LinearLayout = pieces.column(gap = 10)

    /** Draws the choices, and which of them are chosen. */
    fun show(options: List<Option>, chosen: Collection<String>) {
        if (options != this.options) make(options)
        rows.forEach { (value, row) -> row.choose(value in chosen) }
    }

    private fun make(options: List<Option>) {
        this.options = options
        view.removeAllViews()
        rows.clear()
        val box = box(options.size)
        options.forEach { option ->
            val row = ChoiceRow(place, option, several, shape(box)) {
                touched(option.value)
            }
            rows[option.value] = row
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
            is Arrangement.Columns -> columns(wanted(how.count, large), gap)
            Arrangement.OneLine -> if (large) view else columns(count, gap)
        }
    }

    private fun wanted(asked: Int?, large: Boolean): Int {
        val count = asked ?: (screenDp / COLUMN).coerceIn(2, MOST_COLUMNS)
        return if (large && !pictured) (count + 1) / 2 else count
    }

    private val screenDp get() = place.context.resources.configuration.screenWidthDp

    /** Fewer columns where a word would be torn apart. */
    private fun columns(count: Int, gap: Int): ViewGroup {
        if (pictured) return GridColumns(place.context, count, gap)
        val fits = (count downTo 2).firstOrNull { longestWord() <= wordRoom(it, gap) } ?: 1
        val kept = if (arrangement == Arrangement.OneLine && fits < count) 1 else fits
        return if (kept <= 1) view else GridColumns(place.context, kept, gap)
    }

    /** Only pictures are shown: no letters that could be too large. */
    private val pictured get() = shape == ChoiceShape.BARE && options.all { it.media.picture != null }

    private fun wordRoom(count: Int, gap: Int): Float {
        return (pieces.dp(screenDp - PAGE_SIDES) - gap * (count - 1)) / count.toFloat() - pieces.dp(ChoiceRow.TILE_SIDES)
    }

    private fun longestWord(): Float {
        val paint = pieces.text("", bold = true).paint
        return options.maxOfOrNull { widest(it.label.plain, paint) } ?: 0f
    }

    /** The widest part of the words within which no line breaks. */
    private fun widest(words: String, paint: Paint): Float {
        val breaks = BreakIterator.getLineInstance().apply { setText(words) }
        val parts = generateSequence(breaks.first() to breaks.next()) { (_, to) -> to to breaks.next() }
        return parts.takeWhile { (_, to) -> to != BreakIterator.DONE }
            .maxOfOrNull { (from, to) -> paint.measureText(words.substring(from, to).trimEnd()) } ?: 0f
    }

    private companion object {
        const val PAGE_SIDES = 24

        /** A column is at least that wide, in dp. */
        const val COLUMN = 160
        const val MOST_COLUMNS = 6
    }
}
