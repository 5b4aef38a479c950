package org.farola.app.home

import android.view.View
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.CorrectionStep
import org.farola.core.MessageRecord
import org.farola.core.MessageSaid
import org.farola.core.ReviewState

/** What reviewers say about what was sent. */
class MessagesScreen(shell: MainActivity) : ListScreen(shell) {
    override val title = R.string.home_messages

    override fun load() {
        val language = look.context.language
        shell.core.ask({ it.messages(language) }, { messages ->
            show(
                messages.map { message ->
                    val name = message.title ?: words(R.string.messages_untitled)
                    val about = message.said.joinToString(DOT, transform = ::wordsOf)
                    look.doorway(name, about, "message_${message.instance}") {
                        shell.open(MessageScreen(shell, message))
                    }
                },
                R.string.messages_empty,
            )
        }, shell::fail)
    }

    private fun wordsOf(said: MessageSaid): String = when (said) {
        MessageSaid.New -> words(R.string.messages_new)
        is MessageSaid.Review -> MessageScreen.state(look, said.review)
        is MessageSaid.Changed -> say.moment(said.atMs)
    }
}

/** One message: the words, and the way to put it right. */
class MessageScreen(shell: MainActivity, private val message: MessageRecord) : Screen(shell) {
    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(head(message.title ?: words(R.string.messages_untitled)), Look.wide())
            addView(look.body(state(look, message.review), bold = true), Look.wide())
            message.reason?.let { addView(look.note(it), Look.wide()) }
            message.comments.forEach { comment ->
                comment.label?.let { addView(look.body(it, bold = true), Look.wide()) }
                addView(look.note(comment.body), Look.wide())
            }
            message.correction?.let { step ->
                val name = when (step) {
                    CorrectionStep.BEGIN -> R.string.messages_correct
                    CorrectionStep.GO_ON -> R.string.messages_go_on
                }
                addView(look.next(words(name), "correct", ::correct), Look.wide())
                addView(look.small(words(R.string.messages_correct_about)), Look.wide())
            }
        },
    )

    /** What it says stands here already; opening it is what the core has to hear of. */
    override fun entered() =
        shell.core.ask({ it.openMessage(message.instance, look.context.language) }, {}, shell::fail)

    private fun correct() = shell.replace(FillScreen(shell, Task.Correction(message.instance)))

    companion object {
        fun state(look: Look, state: ReviewState): String = look.words(
            when (state) {
                ReviewState.RECEIVED -> R.string.review_state_received
                ReviewState.IN_REVIEW -> R.string.review_state_in_review
                ReviewState.APPROVED -> R.string.review_state_approved
                ReviewState.HAS_ISSUES -> R.string.review_state_has_issues
                ReviewState.EDITED -> R.string.review_state_edited
                ReviewState.REJECTED -> R.string.review_state_rejected
                ReviewState.OTHER -> R.string.review_state_other
            },
        )
    }
}
