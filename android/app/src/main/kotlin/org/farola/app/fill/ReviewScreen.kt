package org.farola.app.fill

import android.graphics.Bitmap
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.ImageView
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.form.Pictures
import org.farola.app.form.picture
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.FinalizingRecord
import org.farola.core.LineRecord
import org.farola.core.LineShown
import org.farola.core.ReviewFaultRecord
import org.farola.core.ReviewNext
import org.farola.core.ReviewRecord
import org.farola.core.ScreenRecord
import org.farola.core.UnansweredRecord

/** What will be sent, in words; or what is still missing, with the way there. */
class ReviewScreen(
    shell: MainActivity,
    form: OpenForm,
    private var review: ReviewRecord,
    private val returned: (ScreenRecord?) -> Unit,
    /** Whether a voice that the form asked for is being recorded. */
    private val recording: () -> Boolean,
    private val endRecording: () -> Unit,
    private val finalized: (String) -> Unit,
) : FormScreen(shell, form) {
    /** Finalized, and on the way to what follows. */
    private var done = false

    override var buttons: ViewGroup? = null
        private set

    override fun make(): View {
        val content = look.column(Tokens.SPACE_3)
        content.addView(topLine(), Look.wide())
        content.addView(look.title(title(review.next)), Look.wide())
        review.faults.forEach { content.addView(faultDoor(it), Look.wide()) }
        about(review.next)?.let { content.addView(look.body(words(it)), Look.wide()) }
        LinesView(look) { name, read -> form.picture(name, Pictures.SCREEN_PIXELS, read) }.fill(content, review.lines)
        if (review.unanswered.isNotEmpty()) {
            content.addView(look.heading(words(R.string.outline_blank)), Look.wide())
            review.unanswered.forEach { content.addView(blankDoor(it), Look.wide()) }
        }
        val back = look.ghost(words(R.string.button_back), "previous") { returnTo(null) }
        return page(content, pair(back, button(review.next)).also { buttons = it })
    }

    private fun title(next: ReviewNext) = when (next) {
        ReviewNext.Complete -> words(R.string.review_title)
        is ReviewNext.Mend -> count(R.plurals.review_missing, next.faults.toInt())
    }

    private fun about(next: ReviewNext) = when (next) {
        ReviewNext.Complete -> R.string.review_about
        is ReviewNext.Mend -> null
    }

    private fun button(next: ReviewNext): View = when (next) {
        ReviewNext.Complete -> look.next(words(R.string.review_complete), "finalize", ::finalize)
        is ReviewNext.Mend -> look.next(words(R.string.review_mend), "mend") { returnTo(next.reference) }
    }

    override fun back(): Boolean {
        returnTo(null)
        return true
    }

    private fun faultDoor(fault: ReviewFaultRecord): View = look.doorway(
        named(fault.label),
        Codes.sentence(look.context, fault.broken),
        "fault_${fault.reference}",
    ) { returnTo(fault.reference) }

    private fun blankDoor(blank: UnansweredRecord): View =
        look.doorway(named(blank.label), null, "blank_${blank.reference}") { returnTo(blank.reference) }

    private fun named(label: String?) = label ?: words(R.string.review_question)

    private fun returnTo(reference: String?) {
        if (done) return
        step({ if (reference == null) it.back() else it.goTo(reference) }) { returned(it) }
    }

    private fun finalize() {
        if (done) return
        stepBy({ heard -> form.finalize(recording(), heard) }, ::came)
    }

    private fun came(what: FinalizingRecord) = when (what) {
        is FinalizingRecord.Done -> {
            done = true
            finalized(what.finalized.instance)
        }
        is FinalizingRecord.NotReady -> missing(what.review)
        FinalizingRecord.EndRecording -> {
            endRecording()
            finalize()
        }
    }

    /** What is missing is named by drawing the page anew. */
    private fun missing(now: ReviewRecord) {
        review = now
        shell.redraw()
    }
}

/** Answers in words, under the titles of their groups. */
class LinesView(
    private val look: Look,
    /** Reads the picture of that name; nothing where none can be shown. */
    private val picture: (name: String, read: (Bitmap?) -> Unit) -> Unit,
) {
    fun fill(place: LinearLayout, lines: List<LineRecord>) {
        lines.forEach { line ->
            val heading = line.heading.joinToString(DOT)
            if (heading.isNotEmpty()) place.addView(look.heading(heading), Look.wide())
            place.addView(row(line), Look.wide())
        }
    }

    private fun row(line: LineRecord): View = look.column(Tokens.SPACE_1).apply {
        val label = line.label ?: look.words(R.string.review_question)
        addView(look.small(label), Look.wide())
        when (val shown = line.shown) {
            is LineShown.Words -> addView(answer(shown.text), Look.wide())
            is LineShown.File -> addView(answer(look.words(R.string.review_file)), Look.wide())
            is LineShown.Picture -> draw(this, shown.name, label)
        }
    }

    private fun answer(words: String) = look.body(words, bold = true)

    /** Words until the picture was read, and where it is no longer here. */
    private fun draw(row: LinearLayout, name: String, label: String) {
        val words = answer(look.words(R.string.review_file))
        row.addView(words, Look.wide())
        picture(name) { bitmap ->
            if (bitmap != null) {
                row.removeView(words)
                row.addView(pictureOf(bitmap, label), LinearLayout.LayoutParams(MATCH_PARENT, look.dp(PICTURE_DP)))
            }
        }
    }

    private fun pictureOf(bitmap: Bitmap, label: String) = ImageView(look.context).apply {
        setImageBitmap(bitmap)
        scaleType = ImageView.ScaleType.CENTER_CROP
        contentDescription = label
    }

    private companion object {
        const val PICTURE_DP = 160
    }
}
