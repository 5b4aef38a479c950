package org.farola.app.home

import android.view.View
import android.widget.TextView
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.ProgressRecord
import org.farola.core.ReportRecord
import org.farola.core.SyncEnd
import org.farola.core.SyncStage

/** The line that says what is where, and the button that sends. */
class SyncPanel(private val screen: Screen, private val changed: () -> Unit) {
    private val shell get() = screen.shell
    private val look: Look get() = screen.look
    private var line: TextView? = null

    /** How the last exchange of this screen ended, in words; nothing before one. */
    var ended: String? = null
        private set

    /** How the last exchange ended, for the tests of the whole way. */
    var report: ReportRecord? = null
        private set

    fun view(facts: HomeScreen.Facts): View = look.column(Tokens.SPACE_2).apply {
        ended?.let { addView(look.note(it).apply { tag = "sync_ended" }, Look.wide()) }
        val line = look.small(lineOf(facts))
        line.tag = "sync_line"
        line.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        this@SyncPanel.line = line
        addView(line, Look.wide())
        if (!facts.enrolled) return@apply
        if (shell.core.syncing) {
            addView(
                look.ghost(look.words(R.string.sync_stop), "sync_stop", shell.core::cancelSync), Look.wide(),
            )
        } else if (facts.forms.isNotEmpty()) {
            addView(look.ghost(look.words(R.string.home_send), "sync", ::start), Look.wide())
        }
    }

    /** Enrolled, and no form here yet. */
    fun firstTime(): View = look.card(Tokens.SPACE_3).apply {
        addView(look.heading(look.words(R.string.sync_first)), Look.wide())
        addView(look.body(look.words(R.string.sync_first_about)), Look.wide())
        addView(look.next(look.words(R.string.sync_first_now), "sync", ::start), Look.wide())
    }

    fun start() {
        ended = null
        report = null
        shell.core.sync(asked = true, progress = ::moved, done = ::done, failed = { code ->
            ended = Codes.sentence(look, code)
            changed()
        })
        changed()
    }

    private fun moved(progress: ProgressRecord) {
        line?.text = wordsOf(progress)
    }

    private fun done(report: ReportRecord) {
        this.report = report
        ended = sentenceOf(report)
        if (report.end is SyncEnd.Paused || report.retryAtMs != null) {
            shell.parts.schedule.ask(shell.known?.dataSaver == true)
        }
        changed()
    }

    /** "3 por enviar, fotos al 40 %, último contacto hoy 10:42". */
    private fun lineOf(facts: HomeScreen.Facts): String {
        val home = facts.home
        val contact = home.lastContactMs?.let { look.words(R.string.home_contact, Words(look).moment(it)) }
        if (home.waiting == 0uL) return listOfNotNull(look.words(R.string.home_all_saved), contact).joinToString(" ")
        val photos = home.mediaPercent?.let { percent ->
            look.context.resources.getQuantityString(
                R.plurals.home_photos_at, home.waitingMedia.toInt(), home.waitingMedia.toInt(), percent.toInt(),
            )
        }
        val counts = listOfNotNull(look.count(R.plurals.home_waiting, home.waiting.toInt()), photos)
        val stuck = home.stuck.toInt().takeIf { it > 0 }?.let { look.count(R.plurals.home_stuck, it) + "." }
        return listOfNotNull(counts.joinToString(", ") + ".", stuck, look.words(R.string.app_saved), contact)
            .joinToString(" ")
    }

    private fun wordsOf(progress: ProgressRecord): String = when (progress.stage) {
        SyncStage.IDLE, SyncStage.GREETING -> look.words(R.string.sync_greeting)
        SyncStage.REPORTS -> look.words(
            R.string.sync_reports_of, progress.delivered.toInt(), progress.submissions.toInt(),
        )
        SyncStage.CHANGES -> look.words(R.string.sync_changes)
        SyncStage.FORMS -> look.words(R.string.sync_forms)
        SyncStage.MEDIA -> look.words(
            R.string.sync_media_at,
            (progress.fileBytesSent * 100u / progress.fileBytes.coerceAtLeast(1u)).toInt(),
        )
        SyncStage.WAITING -> look.words(R.string.sync_waiting)
    }

    private fun sentenceOf(report: ReportRecord): String = when (val end = report.end) {
        is SyncEnd.Complete -> listOfNotNull(
            report.delivered.size.takeIf { it > 0 }?.let { look.count(R.plurals.sync_delivered, it) },
            report.forms.size.takeIf { it > 0 }?.let { look.count(R.plurals.sync_got_forms, it) },
            report.changes.toInt().takeIf { it > 0 }?.let { look.count(R.plurals.sync_got_news, it) },
            report.stuck.size.takeIf { it > 0 }?.let { look.count(R.plurals.home_stuck, it) + "." },
        ).joinToString(" ").ifEmpty { look.words(R.string.sync_nothing) }
        is SyncEnd.Paused -> Codes.sentence(look, end.code) + " " + look.words(R.string.sync_nothing_lost)
        is SyncEnd.Cancelled -> look.words(R.string.sync_cancelled)
    }
}
