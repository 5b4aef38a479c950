package org.farola.app.fill

import android.view.View
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.AnswerState
import org.farola.core.EntryType
import org.farola.core.LanguageRecord
import org.farola.core.OutlineRecord

/** Everything that is asked now, with its state in words, to jump to. */
class OutlineScreen(
    shell: MainActivity,
    private val entries: List<OutlineRecord>,
    private val jump: (String) -> Unit,
) : Screen(shell) {
    override fun make(): View = page(
        look.column(Tokens.SPACE_2).apply {
            addView(head(words(R.string.outline_title)), Look.wide())
            entries.forEach { entry ->
                when (entry.kind) {
                    EntryType.QUESTION -> addView(door(entry), Look.wide())
                    EntryType.GROUP, EntryType.REPEAT, EntryType.PROMPT ->
                        entry.label?.let { addView(look.heading(it), Look.wide()) }
                }
            }
        },
    )

    private fun door(entry: OutlineRecord): View {
        val name = entry.label ?: words(R.string.review_question)
        return look.doorway(name, stateOf(entry.state), "jump_${entry.reference}") {
            shell.goBack()
            jump(entry.reference)
        }
    }

    private fun stateOf(state: AnswerState): String? = when (state) {
        AnswerState.ANSWERED -> words(R.string.outline_answered)
        AnswerState.MISSING -> words(R.string.outline_missing)
        AnswerState.BROKEN -> words(R.string.outline_broken)
        AnswerState.BLANK -> words(R.string.outline_blank)
        AnswerState.GROUP -> null
    }
}

/** The languages of a form. */
class LanguageScreen(
    shell: MainActivity,
    private val languages: List<LanguageRecord>,
    private val now: String,
    private val chosen: (String) -> Unit,
) : Screen(shell) {
    override fun make(): View = page(
        look.column().apply {
            addView(head(words(R.string.form_language)), Look.wide())
            languages.forEach { language ->
                val view = look.option(language.shown, language.name == now, "language_${language.name}") {
                    shell.goBack()
                    chosen(language.name)
                }
                addView(view, Look.wide())
            }
        },
    )
}
