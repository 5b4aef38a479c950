package org.farola.app.home

import android.view.View
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.lock.PinPad
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.EnrolmentOfferRecord
import org.farola.core.JoinSaid
import org.farola.core.SyncOccasion

/** What joining a server means, in words; the PIN where something waits or another enrolment stands. */
class JoinScreen(
    shell: MainActivity,
    private val text: String,
    private val offer: EnrolmentOfferRecord,
) : Screen(shell) {
    private var problem: String? = null

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(words(R.string.join_title)), Look.wide())
            offer.said.forEach { said -> addView(look.body(wordsOf(said)), Look.wide()) }
            problem?.let { addView(look.wrong(it).apply { tag = "join_problem" }, Look.wide()) }
            if (offer.needsPin) {
                addView(look.body(words(R.string.join_pin), bold = true), Look.wide())
                lateinit var pad: PinPad
                pad = PinPad(look, R.string.join_yes) { pin ->
                    pad.enable(false)
                    shell.app.door.enrol(pin, text, ::joined) { code -> pad.refuse(Codes.sentence(look, code)) }
                }
                pad.say("")
                addView(pad.view, Look.wide())
            } else {
                addView(look.next(words(R.string.join_yes), "join_yes", ::join), Look.wide())
            }
        },
    )

    private fun wordsOf(said: JoinSaid): String = when (said) {
        is JoinSaid.Server -> words(R.string.join_server, said.place)
        is JoinSaid.Words -> words(R.string.join_words, said.words)
        JoinSaid.NoKey -> words(R.string.join_no_key)
        is JoinSaid.Replaces -> words(R.string.join_replaces, said.place)
        is JoinSaid.Go -> count(R.plurals.join_go, said.count.toInt())
        is JoinSaid.Stay -> count(R.plurals.join_stay, said.count.toInt())
    }

    private fun join() = shell.core.ask({ it.enrol(text) }, { joined() }, { code ->
        problem = Codes.sentence(look, code)
        shell.redraw()
    })

    private fun joined() = shell.home { shell.core.planSync(SyncOccasion.Enrolled, it.sync::start) }
}
