package org.farola.app.form.place

import android.widget.LinearLayout
import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Fix
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.Exactness
import org.farola.core.GivenAnswer
import org.farola.core.JudgedRecord
import org.farola.core.MapUse
import org.farola.core.PlaceAccuracy
import org.farola.core.PlaceRecord
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.isByHand
import org.farola.core.judgeAccuracy

/**
 * The place where the phone is, taken when the person says so and sees how exact it is. Where the
 * form wants it, a pin on a sketch says it, moved by touch and by buttons.
 */
class GeopointControl(place: ControlPlace, private val map: MapUse, private val wanted: PlaceAccuracy) : Control(place) {
    private val taken = pieces.line(bold = true)
    private val accuracy = Accuracy(pieces, wanted)
    private val find = pieces.mainButton("") { start() }
    private val keep = pieces.mainButton("") { keep() }
    private val cancel = pieces.button(words(R.string.button_cancel)) { stop() }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }
    private val problem = pieces.remark("")
    private val board = when (map) {
        MapUse.ABSENT -> null
        MapUse.SHOWN -> PinBoard(pieces, movable = false, chose = ::put)
        MapUse.PLACED -> PinBoard(pieces, movable = true, chose = ::put)
    }
    private val typed = TypedPlace(place)
    private var watch: Watch? = null
    private var fix: Fix? = null

    /** The person has said no: whoever knows the numbers can write them. */
    private var refused = false

    override val view: LinearLayout = pieces.column(taken, accuracy.view, keep, cancel, problem)
    override val focus: View get() = find

    init {
        pieces.below(view, find)
        board?.let { pieces.below(view, it.view) }
        pieces.below(view, typed.view)
        pieces.below(view, clear)
    }

    override fun draw(question: QuestionRecord) {
        val answered = question.face.answered
        val kept = (question.face.answer as? QuestionAnswer.Place)?.place
        val watching = watch != null
        val words = if (kept?.let(::isByHand) == true) R.string.form_place_by_hand else R.string.form_place_taken
        taken.text = words(words, question.face.shown)
        taken.shown(answered && !watching)
        accuracy.view.shown(watching)
        val judged = accuracy.show(fix?.accuracyM)
        cancel.shown(watching)
        find.text = words(findWords(answered))
        find.shown(!watching && place.host.has(Sense.PLACE))
        pieces.weigh(find, main = !answered)
        board?.show(listOfNotNull(kept), fix?.place)
        typed.view.shown(refused || !place.host.has(Sense.PLACE))
        clear.shown(answered && !watching)
        problem.shown(false)
        drawKeep(watching, judged)
    }

    private fun findWords(answered: Boolean) = if (answered) {
        R.string.form_place_again
    } else {
        when (map) {
            MapUse.PLACED -> R.string.form_place_map_start
            MapUse.ABSENT, MapUse.SHOWN -> R.string.form_place_find
        }
    }

    private fun drawKeep(watching: Boolean, judged: JudgedRecord) {
        keep.shown(watching && fix != null)
        val good = judged.exactness == Exactness.GOOD
        keep.text = judged.warnedM?.let { words(R.string.form_place_keep_weak, it.toInt()) } ?: words(R.string.control_place_take)
        pieces.weigh(keep, main = good)
    }

    private fun tell(sentence: String) {
        problem.text = sentence
        problem.shown(true)
    }

    private fun start() {
        fix = null
        watch = place.host.watchPlace(::came)
        refused = watch == null
        redraw()
        if (watch == null) tell(words(R.string.control_place_refused))
    }

    /** A form that names an accuracy to reach wants the place as soon as it is reached. */
    private fun came(next: Fix) {
        fix = next
        if (watch != null && judgeAccuracy(wanted, next.accuracyM).takes) keep() else redraw()
    }

    private fun keep() = fix?.let { put(it.place) }

    /** What is given is the answer: the phone's own place must not take it away again. */
    private fun put(place: PlaceRecord) {
        stop()
        give(GivenAnswer.Place(place))
    }

    private fun stop() {
        watch?.stop()
        watch = null
        redraw()
    }

    override fun rest() {
        if (watch != null) stop()
    }
}
