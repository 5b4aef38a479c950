package org.farola.app.home

import android.graphics.Bitmap
import android.view.View
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.LinesView
import org.farola.app.fill.Task
import org.farola.app.form.Pictures
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.DraftRecord
import org.farola.core.LineRecord
import org.farola.core.PapersRecord
import org.farola.core.SubmissionRecord
import org.farola.core.SubmissionSaid
import org.farola.core.SubmissionShelf
import org.farola.core.SubmissionState

/** A list under a title, asked of the core whenever it comes in sight. */
abstract class ListScreen(shell: MainActivity) : Screen(shell) {
    protected val say get() = Words(look)
    private var content: LinearLayout? = null

    abstract val title: Int

    /** Asks the core and gives what came to [show]. */
    abstract fun load()

    override fun make(): View {
        val content = look.column()
        this.content = content
        content.addView(head(words(title)), Look.wide())
        return page(content, foot())
    }

    protected open fun foot(): View? = null

    override fun entered() = load()

    protected fun show(items: List<View>, empty: Int) {
        val content = content ?: return
        while (content.childCount > 1) content.removeViewAt(1)
        if (items.isEmpty()) content.addView(look.body(words(empty)), Look.wide())
        items.forEach { content.addView(it, Look.wide()) }
    }
}

/** The forms that can be filled. */
class FormsScreen(shell: MainActivity) : ListScreen(shell) {
    override val title = R.string.home_forms

    override fun load() = shell.core.ask({ it.forms() }, { forms ->
        show(
            forms.map { form ->
                look.doorway(form.title, words(R.string.forms_version, form.version), "form_${form.id}") {
                    shell.replace(FillScreen(shell, Task.Form(form.id)))
                }
            },
            R.string.forms_empty,
        )
    }, shell::fail)
}

/** Drafts, what waits, what arrived. */
class PapersScreen(shell: MainActivity) : ListScreen(shell) {
    override val title = R.string.home_papers

    override fun load() {
        val language = look.context.language
        val metered = shell.parts.network.metered()
        shell.core.ask(
            { it.papers() to it.homePlan(language, metered).canSend },
            { (papers, send) ->
                show(
                    (if (send) listOf<View>(sendButton(this)) else emptyList()) +
                        papers.flatMap(::section),
                    R.string.papers_empty,
                )
            },
            shell::fail,
        )
    }

    private fun titleOf(shelf: SubmissionShelf) = when (shelf) {
        SubmissionShelf.OUTBOX -> R.string.sent_waiting
        SubmissionShelf.SET_ASIDE -> R.string.sent_set_aside
        SubmissionShelf.ARRIVED -> R.string.sent_arrived
    }

    private fun section(papers: PapersRecord): List<View> = when (papers) {
        is PapersRecord.Drafts -> section(R.string.drafts_title, papers.drafts.map(::draft))
        is PapersRecord.Submissions -> section(titleOf(papers.shelf), papers.submissions.map(::submission))
    }

    private fun section(name: Int, items: List<View>): List<View> = listOf<View>(look.heading(words(name))) + items

    private fun draft(draft: DraftRecord): View = look.doorway(
        draft.title,
        words(R.string.drafts_saved, say.moment(draft.updatedMs)),
        "draft_${draft.instance}",
    ) { shell.open(DraftScreen(shell, draft)) }

    private fun submission(submission: SubmissionRecord): View = look.doorway(
        submission.title,
        standing(look, submission),
        "sent_${submission.instance}",
    ) { shell.open(SubmissionScreen(shell, submission)) }
}

/** Sends from where a person sees what waits; home then shows how it goes. */
fun sendButton(screen: Screen): View =
    screen.look.next(screen.look.words(R.string.home_send), "sync") { screen.shell.home { it.sync.start() } }

/** When it was finalized, where it stands, and why it was stopped. */
fun standing(look: Look, submission: SubmissionRecord): String =
    submission.said.joinToString(DOT) { said ->
        when (said) {
            is SubmissionSaid.Finalized -> Words(look).momentAtStart(said.atMs)
            is SubmissionSaid.Stands -> look.words(stateOf(said.state))
            is SubmissionSaid.Problem -> Codes.sentence(look, said.code)
        }
    }

private fun stateOf(state: SubmissionState): Int = when (state) {
    SubmissionState.FINALIZED -> R.string.state_finalised
    SubmissionState.OFFERED -> R.string.state_offered
    SubmissionState.BODY_STORED -> R.string.state_body_stored
    SubmissionState.MEDIA_PARTIAL -> R.string.state_media_partial
    SubmissionState.COMPLETE -> R.string.state_complete
    SubmissionState.ACKNOWLEDGED -> R.string.state_acknowledged
    SubmissionState.REJECTED -> R.string.state_rejected
    SubmissionState.WEDGED -> R.string.state_wedged
}

/** A draft: to go on with, or to throw away. */
class DraftScreen(shell: MainActivity, private val draft: DraftRecord) : Screen(shell) {
    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(draft.title), Look.wide())
            addView(look.body(words(R.string.drafts_saved, Words(look).moment(draft.updatedMs))), Look.wide())
            addView(
                look.next(words(R.string.drafts_go_on), "draft_go_on") {
                    shell.replace(FillScreen(shell, Task.Draft(draft.instance)))
                },
                Look.wide(),
            )
            addView(look.remove(words(R.string.drafts_discard), "draft_discard", ::discard), Look.wide())
        },
    )

    private fun discard() = shell.confirm(words(R.string.drafts_discard_sure), words(R.string.drafts_discard)) {
        shell.core.ask({ it.discard(draft.instance) }, { shell.goBack() }, shell::fail)
    }
}

/** What was sent, in words, and where it is. */
class SubmissionScreen(shell: MainActivity, private val submission: SubmissionRecord) : Screen(shell) {
    private var lines: List<LineRecord> = emptyList()
    private var place: LinearLayout? = null

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(submission.title), Look.wide())
            addView(look.note(standing(look, submission)).apply { tag = "receipt" }, Look.wide())
            if (submission.canRetry) {
                addView(look.next(words(R.string.button_try_again), "retry", ::retry), Look.wide())
            }
            place = look.column(Tokens.SPACE_3).also { addView(it, Look.wide()) }
            showLines()
        },
    )

    override fun entered() {
        val language = look.context.language
        shell.core.ask({ it.submissionLines(submission.instance, language) }, {
            lines = it
            showLines()
        }, shell::fail)
    }

    private fun showLines() {
        val place = place ?: return
        place.removeAllViews()
        LinesView(look, ::picture).fill(place, lines)
    }

    private fun picture(name: String, read: (Bitmap?) -> Unit) = shell.core.ask(
        { it.submissionFile(submission.instance, name) },
        { Pictures.open(it, Pictures.SCREEN_PIXELS, read) },
        // It is not here any more; its words stay.
        {},
    )

    private fun retry() = shell.core.ask({ it.retry(submission.instance) }, { shell.home() }, shell::fail)
}
