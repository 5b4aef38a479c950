package org.farola.app.look

/**
 * The colours by what they are for, by day and by night. Each `onX` is read on `X`; the tests
 * hold every such pair at 4.5 to 1.
 */
data class Palette(
    val night: Boolean,
    /** Behind everything. */
    val page: Int,
    /** A card or a panel on the page. */
    val card: Int,
    /** The line around a card, and between rows. */
    val edge: Int,
    /** The line around what can be touched or filled. */
    val control: Int,
    /** Text. */
    val ink: Int,
    /** Text that is only said on the side. */
    val quiet: Int,
    /** The one thing to do next. */
    val light: Int,
    val onLight: Int,
    /** A full button that is not the next thing. */
    val deep: Int,
    val onDeep: Int,
    /** What is chosen in a list. */
    val chosen: Int,
    val onChosen: Int,
    val chosenEdge: Int,
    /** A word of advice, or the reviewer's. */
    val note: Int,
    val onNote: Int,
    /** A rule that is broken, something that is removed for good. */
    val wrong: Int,
    val wrongGround: Int,
    /** It arrived, it is saved. */
    val good: Int,
    /** Where the finger is. */
    val ripple: Int,
) {
    companion object {
        val DAY = Palette(
            night = false,
            page = Tokens.PAPEL_50,
            card = Tokens.PAPEL_0,
            edge = Tokens.PAPEL_300,
            control = Tokens.NOCHE_500,
            ink = Tokens.PAPEL_900,
            quiet = Tokens.PAPEL_600,
            light = Tokens.FAROLA_400,
            onLight = Tokens.PAPEL_900,
            deep = Tokens.NOCHE_700,
            onDeep = Tokens.PAPEL_0,
            chosen = Tokens.NOCHE_50,
            onChosen = Tokens.NOCHE_900,
            chosenEdge = Tokens.NOCHE_700,
            note = Tokens.FAROLA_50,
            onNote = Tokens.PAPEL_900,
            wrong = Tokens.STATE_RECHAZADO,
            wrongGround = Tokens.PAPEL_0,
            good = Tokens.SCORE_BUENO,
            ripple = 0x22131D36,
        )

        val NIGHT = Palette(
            night = true,
            page = Tokens.NOCHE_900,
            card = Tokens.NOCHE_800,
            edge = Tokens.NOCHE_700,
            control = Tokens.NOCHE_300,
            ink = Tokens.NOCHE_100,
            quiet = Tokens.NOCHE_300,
            light = Tokens.FAROLA_400,
            onLight = Tokens.NOCHE_900,
            deep = Tokens.NOCHE_700,
            onDeep = Tokens.NOCHE_100,
            chosen = Tokens.NOCHE_700,
            onChosen = Tokens.NOCHE_50,
            chosenEdge = Tokens.FAROLA_400,
            note = Tokens.NOCHE_800,
            onNote = Tokens.FAROLA_200,
            // The red of the day is too dark on blue; amber with words says it as well.
            wrong = Tokens.FAROLA_200,
            wrongGround = Tokens.NOCHE_800,
            good = Tokens.NOCHE_100,
            ripple = 0x33DDE3F2,
        )

        fun of(night: Boolean) = if (night) NIGHT else DAY
    }
}
