package org.farola.app.home

import android.view.View
import android.widget.TextView
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.HomeCount
import org.farola.core.HomePlanRecord
import org.farola.core.HomeRecord
import org.farola.core.ProgressRecord
import org.farola.core.ReportRecord
import org.farola.core.SyncSaid
import org.farola.core.SyncStage
import org.farola.core.homeLine
import org.farola.core.syncSaid

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

    fun view(plan: HomePlanRecord): View = look.column(Tokens.SPACE_2).apply {
        ended?.let { addView(look.note(it).apply { tag = "sync_ended" }, Look.wide()) }
        plan.project?.let { addView(look.body(it, bold = true).apply { tag = "project" }, Look.wide()) }
        val line = look.small(lineOf(plan.counts))
        line.tag = "sync_line"
        line.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        this@SyncPanel.line = line
        addView(line, Look.wide())
        if (plan.photosWait) addView(look.small(look.words(R.string.settings_saver_why)), Look.wide())
        if (shell.core.syncing) {
            addView(
                look.ghost(look.words(R.string.sync_stop), "sync_stop", shell.core::cancelSync), Look.wide(),
            )
        } else if (plan.canSync) {
            addView(look.ghost(look.words(R.string.home_send), "sync", ::start), Look.wide())
        }
        addView(look.small(look.words(R.string.app_saved)), Look.wide())
    }

    /** Enrolled, and no form here yet. */
    fun firstTime(): View = look.card(Tokens.SPACE_3).apply {
        addView(look.heading(look.words(R.string.sync_first)), Look.wide())
        addView(look.body(look.words(R.string.sync_first_about)), Look.wide())
        if (!shell.core.syncing) {
            addView(look.next(look.words(R.string.sync_first_now), "sync", ::start), Look.wide())
        }
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
        ended = syncSaid(report.ended).joinToString(" ", transform = ::wordsOf)
        changed()
    }

    /** "3 por enviar, 1 foto al 40 %. Último contacto: hoy 10:42." */
    private fun lineOf(counts: HomeRecord): String {
        val said = homeLine(counts).joinToString(", ", transform = ::wordsOf)
        val contact = counts.lastContactMs?.let { look.words(R.string.home_contact, Words(look).moment(it)) }
        return said + ". " + (contact ?: look.words(R.string.home_no_contact))
    }

    private fun wordsOf(count: HomeCount): String = when (count) {
        is HomeCount.Waiting -> look.count(R.plurals.home_waiting, count.count.toInt())
        is HomeCount.Photos -> photosOf(count.count.toInt(), count.percent?.toInt())
        is HomeCount.SetAside -> look.count(R.plurals.home_stuck, count.count.toInt())
        is HomeCount.Elsewhere -> look.count(R.plurals.home_elsewhere, count.count.toInt())
        HomeCount.Nothing -> look.words(R.string.home_nothing_waits)
    }

    private fun photosOf(photos: Int, percent: Int?): String =
        if (percent == null) look.count(R.plurals.home_photos, photos)
        else look.context.resources.getQuantityString(R.plurals.home_photos_at, photos, photos, percent)

    private fun wordsOf(progress: ProgressRecord): String = when (progress.stage) {
        SyncStage.IDLE, SyncStage.GREETING -> look.words(R.string.sync_greeting)
        SyncStage.REPORTS -> look.words(
            R.string.sync_reports_of, progress.delivered.toInt(), progress.submissions.toInt(),
        )
        SyncStage.CHANGES -> look.words(R.string.sync_changes)
        SyncStage.FORMS -> look.words(R.string.sync_forms)
        SyncStage.MEDIA -> look.words(R.string.sync_media_at, progress.percent.toInt())
        SyncStage.WAITING -> look.words(R.string.sync_waiting)
    }

    private fun wordsOf(said: SyncSaid): String = when (said) {
        is SyncSaid.Delivered -> look.count(R.plurals.sync_delivered, said.count.toInt())
        is SyncSaid.Forms -> look.count(R.plurals.sync_got_forms, said.count.toInt())
        is SyncSaid.News -> look.count(R.plurals.sync_got_news, said.count.toInt())
        is SyncSaid.SetAside -> look.count(R.plurals.sync_set_aside, said.count.toInt())
        is SyncSaid.Postponed -> look.count(R.plurals.sync_postponed, said.count.toInt())
        is SyncSaid.FormsMissed -> look.count(R.plurals.sync_forms_missed, said.count.toInt())
        is SyncSaid.FormMissed -> look.words(
            R.string.sync_missed_form, said.form, Codes.sentence(look, said.code),
        )
        is SyncSaid.FileMissed -> look.words(
            R.string.sync_missed_file, said.file, said.form, Codes.sentence(look, said.code),
        )
        SyncSaid.Nothing -> look.words(R.string.sync_nothing)
        is SyncSaid.Problem -> Codes.sentence(look, said.code)
        SyncSaid.NothingLost -> look.words(R.string.sync_nothing_lost)
        SyncSaid.Cancelled -> look.words(R.string.sync_cancelled)
    }
}
