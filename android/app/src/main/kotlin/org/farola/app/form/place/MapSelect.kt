package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.select.Arrangement
import org.farola.app.form.select.ChoiceControl
import org.farola.app.form.select.ChoiceList
import org.farola.app.form.select.ChoiceRow
import org.farola.app.form.shown
import org.farola.core.ChoiceRecord
import org.farola.core.QuestionRecord

/** Choices that are places: on a sketch, with the same letters in the list below it. */
class MapSelect(place: ControlPlace) : ChoiceControl(place, several = false) {
    private val sketch = SketchView(place.context, look, ::nearest)
    private val none = pieces.remark(words(R.string.form_map_without_places))
    private val list = ChoiceList(place, several = false, Arrangement.Rows, touched = ::touched)
    private var spots = emptyList<Triple<String, String, Spot>>()

    override val view: LinearLayout = pieces.column(sketch, none, list.view)
    override val focus: View get() = list.view.getChildAt(0) ?: view

    override fun draw(question: QuestionRecord) {
        val choices = question.choices
        spots = choices.mapIndexedNotNull { at, choice ->
            spotOf(choice)?.let { Triple(choice.value, ChoiceRow.badge(choice, at), it) }
        }
        sketch.shown(spots.isNotEmpty())
        none.shown(spots.isEmpty())
        list.show(choices, chosen)
        if (spots.isNotEmpty()) drawSketch()
    }

    /** Geometry of a GeoJSON point or of a column; of a line its first place. */
    private fun spotOf(choice: ChoiceRecord): Spot? =
        choice.columns["geometry"]?.let { Spot.readAll(it).firstOrNull() }

    private fun drawSketch() {
        val all = spots.map { it.third }
        val middle = Spot(
            (all.minOf(Spot::lat) + all.maxOf(Spot::lat)) / 2,
            (all.minOf(Spot::lon) + all.maxOf(Spot::lon)) / 2,
        )
        val span = (all.maxOf { it.metresTo(middle) } * ROOM).coerceAtLeast(LEAST_M)
        val named = spots.map { it.second to it.third }
        val marked = spots.filter { it.first in chosen }.map { it.second }.toSet()
        sketch.sketch = Sketch(middle, span, places = named, chosen = marked)
        sketch.contentDescription = words(R.string.form_map_named, spots.size)
    }

    private fun nearest(touch: Spot) {
        val near = spots.minByOrNull { it.third.metresTo(touch) } ?: return
        val reach = (sketch.sketch?.spanM ?: return) * REACH
        if (near.third.metresTo(touch) <= reach) touched(near.first)
    }

    private fun touched(value: String) {
        touch(value, question?.choices.orEmpty())
    }

    private companion object {
        /** Twice the radius and a rim around it. */
        const val ROOM = 2.6
        const val LEAST_M = 20.0

        /** A finger may miss by an eighth of the picture. */
        const val REACH = 0.125
    }
}
