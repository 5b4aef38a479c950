package org.farola.app.form.select

import org.farola.core.ChoiceNumber
import org.farola.core.ChoiceRecord
import org.farola.core.LabelMedia
import org.farola.core.StyledText

/** A choice as it is drawn: one of the form, or one of the app's own, such as yes and no. */
data class Option(
    val value: String,
    val label: StyledText,
    val media: LabelMedia,
    /** The number that it stands for, as ratings have. */
    val number: ChoiceNumber? = null,
    /** What stands for it where there is no room for words; empty for one that was searched for. */
    val sign: String = "",
    /** The sign with what it means. */
    val meaning: String = "",
) {
    /** The words beside its sign: without the number, which is the sign then. */
    val besideSign: StyledText get() = number?.words ?: label

    companion object {
        /** A choice of the form. */
        fun of(choice: ChoiceRecord): Option {
            val drawn = choice.drawn
            return Option(choice.value, drawn.label, drawn.media, drawn.number, choice.sign, choice.meaning)
        }

        /** A choice in plain words. */
        fun plain(value: String, words: String, sign: String = "") =
            Option(value, StyledText(words, emptyList()), LabelMedia(null, null, null), null, sign)
    }
}
