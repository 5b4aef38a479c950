package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Fix
import org.farola.app.form.FormLook
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/**
 * The place where the phone is, taken when the person says so and sees how exact it is. With
 * `placement-map` a pin on a sketch says it, moved by touch and by buttons.
 */
class GeopointControl(place: ControlPlace, private val placement: Boolean, sketched: Boolean) : Control(place) {
    private val taken = pieces.line(bold = true)
    private val accuracy = Accuracy(pieces)
    private val find = pieces.mainButton("") { start() }
    private val keep = pieces.mainButton("") { keep() }
    private val cancel = pieces.button(words(R.string.button_cancel)) { stop() }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private val problem = pieces.remark("")
    private val board = if (placement || sketched) PinBoard(pieces, placement, ::put) else null
    private val typed = TypedPlace(place)
    private var watch: Watch? = null
    private var fix: Fix? = null
    private var question: QuestionRecord? = null

    override val view: LinearLayout = pieces.column(taken, accuracy.view, keep, cancel, problem)
    override val focus: View get() = find

    init {
        pieces.below(view, find)
        board?.let { pieces.below(view, it.view) }
        pieces.below(view, typed.view)
        pieces.below(view, clear)
    }

    override fun show(question: QuestionRecord) {
        this.question = question
        draw()
    }

    private fun draw() {
        val spot = question?.answer?.let(Spot::read)
        val watching = watch != null
        taken.text = spot?.let(::sentence)
        taken.shown(spot != null && !watching)
        accuracy.view.shown(watching)
        accuracy.show(fix?.accuracyM)
        drawKeep(watching)
        cancel.shown(watching)
        find.text = words(findWords(spot))
        find.shown(!watching && place.host.has(Sense.PLACE))
        pieces.weigh(find, main = spot == null)
        board?.show(spot, fix?.let(Spot::of))
        typed.shown(!place.host.has(Sense.PLACE), spot)
        clear.shown(spot != null && !watching)
        if (!watching) problem.shown(false)
    }

    private fun findWords(spot: Spot?) = when {
        spot != null -> R.string.form_place_again
        placement -> R.string.form_place_map_start
        else -> R.string.form_place_find
    }

    private fun sentence(spot: Spot): String {
        val locale = Numbers.locale(place.context)
        val degrees = String.format(locale, "%.5f, %.5f", spot.lat, spot.lon)
        if (spot.accuracyM <= 0) return words(R.string.form_place_by_hand, degrees)
        return words(R.string.form_place_taken, degrees, spot.accuracyM.toInt())
    }

    private fun drawKeep(watching: Boolean) {
        val metres = fix?.accuracyM
        val most = question?.parameters?.get("unacceptableAccuracyThreshold")?.toDoubleOrNull()
        val refused = metres != null && most != null && metres > most
        keep.shown(watching && fix != null && !refused)
        val good = metres != null && metres <= Accuracy.GOOD_M
        keep.text = if (good) words(R.string.control_place_take) else words(R.string.form_place_keep_weak, metres?.toInt() ?: 0)
        pieces.weigh(keep, main = good)
        problem.shown(refused)
        if (refused) problem.text = words(R.string.form_place_too_weak, most?.toInt() ?: 0)
    }

    private fun start() {
        fix = null
        watch = place.host.watchPlace(::came)
        if (watch == null) {
            problem.text = words(R.string.form_place_permission)
        }
        draw()
        problem.shown(watch == null)
    }

    /** A form that names an accuracy to reach wants the place as soon as it is reached. */
    private fun came(next: Fix) {
        fix = next
        val enough = question?.parameters?.get("accuracyThreshold")?.toDoubleOrNull()
        val metres = next.accuracyM
        if (watch != null && enough != null && metres != null && metres <= enough) keep() else draw()
    }

    private fun keep() {
        val spot = fix?.let(Spot::of) ?: return
        stop()
        place.answer(spot.write())
    }

    /** A pin put by hand is the answer: the phone's own place must not take it away again. */
    private fun put(spot: Spot) {
        stop()
        place.answer(spot.write())
    }

    private fun stop() {
        watch?.stop()
        watch = null
        draw()
    }

    override fun rest() {
        if (watch != null) stop()
    }
}

/** Latitude and longitude by hand, for a phone that does not know its place. */
class TypedPlace(private val place: ControlPlace) {
    private val pieces = place.pieces
    private val sentence = pieces.remark(pieces.words(R.string.form_place_none))
    private val field = pieces.field { pieces.words(R.string.form_place_typed) }
    private var filling = false

    val view: LinearLayout = pieces.column(sentence, field)

    init {
        field.isSingleLine = true
        field.hint = pieces.words(R.string.form_place_typed)
        field.inputType = android.text.InputType.TYPE_CLASS_TEXT or
            android.text.InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        pieces.look.dress(field, FormLook.BODY)
        field.addTextChangedListener(object : android.text.TextWatcher {
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
            override fun afterTextChanged(text: android.text.Editable) = written(text.toString())
        })
    }

    /** Shows the field where there is no other way. */
    fun shown(yes: Boolean, spot: Spot?) {
        view.shown(yes)
        if (!yes || filling) return
        filling = true
        if (spot != null && !field.hasFocus()) field.setText("${spot.lat}, ${spot.lon}")
        filling = false
    }

    private fun written(text: String) {
        if (filling) return
        filling = true
        val spot = Spot.read(text.replace(", ", " ").replace(',', ' '))
        if (spot != null || text.isBlank()) place.answer(spot?.write().orEmpty())
        filling = false
    }
}
