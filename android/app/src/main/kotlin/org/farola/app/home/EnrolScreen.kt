package org.farola.app.home

import android.text.InputType
import android.view.View
import android.widget.EditText
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens

/** Joins a hub: by the picture of its QR code, or by the address written by hand. */
class EnrolScreen(shell: MainActivity, private val offered: String?) : Screen(shell) {
    private var problem: String? = null
    private var written: String? = offered
    private var field: EditText? = null

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(words(R.string.enrol_title)), Look.wide())
            addView(look.body(words(R.string.enrol_how)), Look.wide())
            problem?.let { addView(look.wrong(it).apply { tag = "enrol_problem" }, Look.wide()) }
            addView(look.next(words(R.string.enrol_photograph), "enrol_scan", ::scan), Look.wide())
            val name = words(R.string.enrol_type)
            addView(look.body(name, bold = true), Look.wide())
            val field = look.field(
                name, "enrol_text", InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_URI,
            )
            field.setText(written.orEmpty())
            this@EnrolScreen.field = field
            addView(field, Look.wide())
            addView(
                look.deep(words(R.string.enrol_join), "enrol_join") { join(field.text.toString()) },
                Look.wide(),
            )
            addView(look.small(words(R.string.enrol_keeps)), Look.wide())
        },
    )

    private fun scan() {
        busy.begin()
        shell.senses.scanCode(front = false) { text ->
            busy.end()
            if (text == null) refuse(words(R.string.enrol_no_code)) else join(text)
        }
    }

    /** Nothing is joined before she has read what it means. */
    private fun join(text: String) {
        shell.core.ask(
            { it.enrolmentOffer(text) },
            { offer -> shell.open(JoinScreen(shell, text, offer)) },
            { code -> refuse(Codes.sentence(look, code)) },
        )
    }

    private fun refuse(sentence: String) {
        written = field?.text?.toString()
        problem = sentence
        shell.redraw()
    }
}
