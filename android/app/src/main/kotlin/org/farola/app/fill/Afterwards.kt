package org.farola.app.fill

import android.view.View
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.home.sendButton
import org.farola.app.home.standing
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.walk.GateScreen
import org.farola.core.AfterFinalizing
import org.farola.core.FormPurpose
import org.farola.core.LeadsTo
import org.farola.core.SubmissionRecord

/** Where a finalized form leads. */
class Afterwards(private val shell: MainActivity) {
    fun show(after: AfterFinalizing, instance: String) = when (after.leadsTo) {
        LeadsTo.GATE -> {
            shell.home()
            shell.open(GateScreen(shell, after.kept))
        }
        LeadsTo.WAY -> shell.toWalk(after.kept)
        LeadsTo.RECEIPT -> {
            shell.home()
            shell.open(FinalizedScreen(shell, instance, after.kept))
        }
    }
}

/** Says above the screen that follows that a form is kept. */
fun keptNote(look: Look, kept: FormPurpose): View = look.note(
    look.words(
        when (kept) {
            FormPurpose.REGISTRATION -> R.string.finalized_registration
            FormPurpose.STOP -> R.string.finalized_stop
            FormPurpose.FINDING -> R.string.finalized_finding
            FormPurpose.DEBRIEF -> R.string.finalized_debrief
            FormPurpose.CORRECTION -> R.string.finalized_correction
            FormPurpose.FORM -> R.string.finalized_form
        },
    ),
).apply { tag = "kept" }

/** It is kept; it goes when there is a network. */
class FinalizedScreen(
    shell: MainActivity,
    private val instance: String,
    private val kept: FormPurpose,
) : Screen(shell) {
    private var finalized: SubmissionRecord? = null
    private var sends = false

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            tag = "finalized_$instance"
            addView(topLine(), Look.wide())
            addView(keptNote(look, kept), Look.wide())
            addView(look.title(words(R.string.receipt_title)), Look.wide())
            finalized?.let {
                addView(look.heading(it.title), Look.wide())
                addView(look.note(standing(look, it)).apply { tag = "receipt" }, Look.wide())
            }
            addView(look.body(words(R.string.receipt_about)), Look.wide())
        },
        if (sends) {
            pair(look.ghost(words(R.string.receipt_home), "home") { shell.home() }, sendButton(this))
        } else {
            look.next(words(R.string.receipt_home), "home") { shell.home() }
        },
    )

    override fun entered() {
        if (finalized != null) return
        val language = look.context.language
        val metered = shell.parts.network.metered()
        shell.core.ask({ it.submission(instance) to it.homePlan(language, metered).canSync }, { (submission, canSync) ->
            finalized = submission
            sends = canSync && submission.canSend
            if (shell.screen === this) shell.redraw()
        }, shell::fail)
    }
}
