package org.farola.app.fill

import android.graphics.BitmapFactory
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.ImageView
import android.widget.LinearLayout
import kotlin.math.roundToInt
import org.farola.app.Core
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.form.date.Clock
import org.farola.app.form.date.DateShape
import org.farola.app.form.date.Dates
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.FarolaException
import org.farola.core.FaultRecord
import org.farola.core.Filling
import org.farola.core.LineRecord
import org.farola.core.Rule

/** What will be sent, in words; or what is still missing, with the way there. */
class ReviewScreen(
    shell: MainActivity,
    private val filling: Filling,
    private val returnTo: (String?) -> Unit,
    private val beforeSealing: () -> Unit,
    private val sealed: (String) -> Unit,
) : Screen(shell) {
    override fun make(): View {
        val faults = call { filling.faults() }.orEmpty()
        val lines = call { filling.lines() }.orEmpty()
        val labels = call { filling.outline() }.orEmpty().associate { it.reference to it.label }
        val content = look.column(Tokens.SPACE_3)
        content.addView(topLine(), Look.wide())
        val title = if (faults.isEmpty()) words(R.string.review_title) else count(R.plurals.review_missing, faults.size)
        content.addView(look.title(title), Look.wide())
        faults.forEach { content.addView(faultDoor(it, labels[it.reference]), Look.wide()) }
        if (faults.isEmpty()) content.addView(look.body(words(R.string.review_about)), Look.wide())
        LinesView(look).fill(content, lines) { name -> call { filling.file(name) } }
        val back = look.ghost(words(R.string.button_back), "previous") { returnTo(null) }
        val next = if (faults.isEmpty()) {
            look.next(words(R.string.review_complete), "seal", ::seal)
        } else {
            look.next(words(R.string.review_mend), "mend") { returnTo(faults.first().reference) }
        }
        return page(content, pair(back, next))
    }

    override fun back(): Boolean {
        returnTo(null)
        return true
    }

    private fun faultDoor(fault: FaultRecord, label: String?): View = look.doorway(
        label.orEmpty().ifEmpty { words(R.string.review_question) },
        fault.broken.words.ifEmpty {
            words(if (fault.broken.rule == Rule.REQUIRED) R.string.fault_required else R.string.fault_constraint)
        },
        "fault_${fault.reference}",
    ) { returnTo(fault.reference) }

    private fun seal() {
        beforeSealing()
        val done = call { filling.finalize() }
        // What was missing is named by drawing the page anew.
        if (done == null) shell.redraw() else sealed(done.instance)
    }

    private fun <T> call(work: () -> T): T? = try {
        work()
    } catch (error: FarolaException) {
        val code = Core.codeOf(error)
        if (code != NOT_READY) shell.fail(code)
        null
    }

    private companion object {
        const val NOT_READY = "engine.not_ready"
    }
}

/** Answers in words, under the titles of their groups. */
class LinesView(private val look: Look) {
    fun fill(place: LinearLayout, lines: List<LineRecord>, file: (String) -> ByteArray?) {
        var titles: List<String> = emptyList()
        lines.forEach { line ->
            if (line.titles != titles) {
                titles = line.titles
                val name = titles.filter(String::isNotBlank).joinToString(DOT)
                if (name.isNotEmpty()) place.addView(look.heading(name), Look.wide())
            }
            place.addView(row(line, file), Look.wide())
        }
    }

    private fun row(line: LineRecord, file: (String) -> ByteArray?): View = look.column(Tokens.SPACE_1).apply {
        addView(look.small(line.label), Look.wide())
        val picture = line.file?.let(file)?.let(::thumbnail)
        if (picture == null) {
            addView(look.body(wordsOf(line), bold = true), Look.wide())
        } else {
            picture.contentDescription = line.label
            addView(picture, LinearLayout.LayoutParams(MATCH_PARENT, look.dp(PICTURE_DP)))
        }
    }

    /** Days, times and places as people say them; the rest is in words already. */
    private fun wordsOf(line: LineRecord): String {
        val locale = look.context.resources.configuration.locales[0]
        return when (line.dataType) {
            "date" -> Dates.read(line.text)?.let { Dates.shown(it, DateShape.CALENDAR, locale) }
            "time" -> Clock.read(line.text)?.let(Clock::shown)
            "dateTime" -> Clock.readMoment(line.text)?.let {
                "${Dates.shown(it.toLocalDate(), DateShape.CALENDAR, locale)}${DOT}${Clock.shown(it.toLocalTime())}"
            }
            "geopoint" -> line.place?.accuracyM?.let { look.words(R.string.line_place, it.roundToInt()) }
            "geotrace", "geoshape" -> look.count(R.plurals.line_points, line.text.split(';').count(String::isNotBlank))
            else -> null
        } ?: line.text
    }

    private fun thumbnail(bytes: ByteArray): ImageView? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, size)
        var step = 1
        while (size.outWidth / (step * 2) >= look.context.resources.displayMetrics.widthPixels) step *= 2
        val options = BitmapFactory.Options().apply { inSampleSize = step }
        val bitmap = BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options) ?: return null
        return ImageView(look.context).apply {
            setImageBitmap(bitmap)
            scaleType = ImageView.ScaleType.CENTER_CROP
        }
    }

    private companion object {
        const val PICTURE_DP = 160
    }
}
