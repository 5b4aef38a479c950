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
import org.farola.core.KeptGoes
import org.farola.core.LeadsTo
import org.farola.core.SubmissionRecord

/** Where a finalized form leads. */
class Afterwards(private val shell: MainActivity) {
    fun show(after: AfterFinalizing, instance: String) = when (after.leadsTo) {
        LeadsTo.GATE -> {
            shell.home()
            shell.open(GateScreen(shell, after))
        }
        LeadsTo.WAY -> shell.toWalk(after)
        LeadsTo.RECEIPT -> {
            shell.home()
            shell.open(FinalizedScreen(shell, instance, after))
        }
    }
}

/** Says above the screen that follows that a form is kept, and how it goes on. */
fun keptNote(look: Look, after: AfterFinalizing): View {
    val goes = when (after.goes) {
        KeptGoes.WITH_NETWORK -> look.words(R.string.finalized_goes)
        KeptGoes.NOT_ENROLLED -> look.words(R.string.finalized_stays)
        null -> null
    }
    return note(look, listOfNotNull(kept(look, after.kept), goes).joinToString(" "))
}

private fun note(look: Look, text: String): View = look.note(text).apply { tag = "kept" }

private fun kept(look: Look, purpose: FormPurpose): String = look.words(
    when (purpose) {
        FormPurpose.REGISTRATION -> R.string.finalized_registration
        FormPurpose.STOP -> R.string.finalized_stop
        FormPurpose.FINDING -> R.string.finalized_finding
        FormPurpose.DEBRIEF -> R.string.finalized_debrief
        FormPurpose.CORRECTION -> R.string.finalized_correction
        FormPurpose.FORM -> R.string.finalized_form
    },
)

/** It is kept, and how it goes on. */
class FinalizedScreen(
    shell: MainActivity,
    private val instance: String,
    private val after: AfterFinalizing,
) : Screen(shell) {
    private var finalized: SubmissionRecord? = null

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            tag = "finalized_$instance"
            addView(topLine(), Look.wide())
            addView(note(look, kept(look, after.kept)), Look.wide())
            addView(look.title(words(R.string.receipt_title)), Look.wide())
            finalized?.let {
                addView(look.heading(it.title), Look.wide())
                addView(look.note(standing(look, it)).apply { tag = "receipt" }, Look.wide())
            }
            about()?.let { addView(look.body(words(it)), Look.wide()) }
        },
        if (finalized?.canSend == true) {
            pair(look.ghost(words(R.string.receipt_home), "home") { shell.home() }, sendButton(this))
        } else {
            look.next(words(R.string.receipt_home), "home") { shell.home() }
        },
    )

    /** How it goes on, at more length than the note above other screens has. */
    private fun about(): Int? = when (after.goes) {
        KeptGoes.WITH_NETWORK -> R.string.receipt_about
        KeptGoes.NOT_ENROLLED -> R.string.receipt_about_stays
        null -> null
    }

    override fun entered() {
        if (finalized != null) return
        shell.core.ask({ it.submission(instance) }, {
            finalized = it
            if (shell.screen === this) shell.redraw()
        }, shell::fail)
    }
}
