package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.select.Arrangement
import org.farola.app.form.select.ChoiceControl
import org.farola.app.form.select.ChoiceList
import org.farola.app.form.shown
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.QuestionRecord
import org.farola.core.sketchAround
import org.farola.core.sketchTouched

/** Choices that are places: on a sketch, with the same letters in the list below it. */
class MapSelect(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val sketch = SketchView(place.context, look, ::nearest)
    private val none = pieces.remark(words(R.string.form_map_without_places))
    private val list = ChoiceList(place, several, Arrangement.Rows, touched = ::touch)
    private var spots = emptyList<Triple<String, String, PlaceRecord>>()

    override val view: LinearLayout = pieces.column(sketch, none, list.view)
    override val focus: View get() = list.view.getChildAt(0) ?: view

    override fun draw(question: QuestionRecord) {
        val options = options
        spots = question.choices.mapNotNull { choice ->
            choice.drawn.spot?.let { Triple(choice.value, choice.sign, it) }
        }
        sketch.shown(spots.isNotEmpty())
        none.shown(spots.isEmpty())
        list.show(options, chosen)
        if (spots.isNotEmpty()) drawSketch()
    }

    private fun drawSketch() {
        val named = spots.map { it.second to it.third }
        val marked = spots.filter { it.first in chosen }.map { it.second }.toSet()
        sketch.sketch = Sketch(sketchAround(spots.map { it.third }), places = named, chosen = marked)
        sketch.contentDescription = words(R.string.form_map_named, spots.size)
    }

    private fun nearest(touched: Offset) {
        val frame = sketch.sketch?.frame ?: return
        sketchTouched(frame, touched, spots.map { it.third })?.let { touch(spots[it.toInt()].first) }
    }
}
