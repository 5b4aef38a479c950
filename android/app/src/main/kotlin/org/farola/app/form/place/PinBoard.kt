package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.form.shown
import org.farola.app.look.LookContext
import org.farola.core.PlaceRecord
import org.farola.core.SketchBoard
import org.farola.core.SketchMove
import org.farola.core.shownDistance
import org.farola.core.sketchBoard
import org.farola.core.sketchMoved

/** How a line is shown while it is drawn. */
class LineLook(
    /** Whether its end meets its beginning, and what lies between is filled. */
    val closed: Boolean,
    /** How many points there are and how many are missing, in words. */
    val said: String,
)

/**
 * A sketch on which a touch puts a place, buttons for the same, and two to come nearer or go away.
 * Of a line the buttons move the pin alone, and one more puts a point where it stands.
 */
class PinBoard(
    private val pieces: Pieces,
    private val movable: Boolean,
    private val ofLine: Boolean = false,
    private val chose: (PlaceRecord) -> Unit,
) {
    private val sketch =
        SketchView(pieces.context, pieces.look, if (movable) { by -> put(SketchMove.Touch(by)) } else null)
    private val steps = pieces.line()
    private val compass: LinearLayout
    private val add = pieces.button(pieces.words(R.string.control_trace_add)) { board?.let { chose(it.pin) } }
    private val reader = LookContext.of(pieces.context).reader
    private var places = emptyList<PlaceRecord>()
    private var here: PlaceRecord? = null
    private var line: LineLook? = null
    private var board: SketchBoard? = null

    /** Where the pin was put last by what is shown, and not by a button. */
    private var at: PlaceRecord? = null

    val view: LinearLayout

    init {
        val north = mover("↑", R.string.control_place_north, SketchMove.North)
        val south = mover("↓", R.string.control_place_south, SketchMove.South)
        val west = mover("←", R.string.control_place_west, SketchMove.West)
        val east = mover("→", R.string.control_place_east, SketchMove.East)
        compass = pieces.column(steps, pieces.line(west, north, south, east, stack = false, gap = 8), gap = 6)
        val nearer = pieces.button(pieces.words(R.string.form_nearer)) { change(SketchMove.Nearer) }
        val farther = pieces.button(pieces.words(R.string.form_farther)) { change(SketchMove.Farther) }
        view = pieces.column(sketch, compass, pieces.line(nearer, farther), add)
        compass.shown(movable)
        add.shown(ofLine)
    }

    private fun mover(sign: String, name: Int, by: SketchMove): View =
        pieces.sign(sign, pieces.words(name)) { if (ofLine) change(by) else put(by) }

    /** Where the pin stands then is the answer, or the next point of the line. */
    private fun put(by: SketchMove) {
        board?.let { chose(sketchMoved(it, by).pin) }
    }

    private fun change(by: SketchMove) {
        board = board?.let { sketchMoved(it, by) }
        draw()
    }

    /**
     * Shows these places, the pin on the last of them, or where the phone is before there is one;
     * nothing when neither is known.
     */
    fun show(places: List<PlaceRecord>, here: PlaceRecord?, line: LineLook? = null) {
        this.places = places
        this.here = here
        this.line = line
        val last = places.lastOrNull() ?: here
        val known = board
        if (known == null || last == null) board = sketchBoard(places, here)
        else if (last != at) board = sketchMoved(known, SketchMove.To(last))
        at = last
        view.shown(board != null)
        draw()
    }

    private fun draw() {
        val board = board ?: return
        val line = line
        val distance = shownDistance(board.frame.stepM, reader)
        steps.text = pieces.words(if (ofLine) R.string.form_trace_draw else R.string.form_move_words, distance)
        sketch.sketch = if (line == null) {
            Sketch(board.frame, pin = places.lastOrNull(), here = here)
        } else {
            Sketch(board.frame, places, line.closed, pin = board.pin, here = here)
        }
        sketch.contentDescription = when {
            line != null -> pieces.words(R.string.form_sketch_line, line.said)
            places.isEmpty() -> pieces.words(R.string.form_sketch_here, shownDistance(board.frame.eastM, reader))
            else -> pieces.words(R.string.form_sketch_pin, shownDistance(board.frame.eastM, reader))
        }
    }
}
