package org.farola.app.form.select

import android.annotation.SuppressLint
import android.graphics.Typeface
import android.view.Gravity
import android.view.View
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.LabelMediaView
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.Styled
import org.farola.app.form.formPicture
import org.farola.app.form.role
import org.farola.app.form.shown
import org.farola.core.LabelMedia

/** How a choice is drawn. */
enum class ChoiceShape {
    /** Badge and words beside each other, the whole width. */
    WIDE,

    /** Words below the picture, as in a column of several. */
    TILE,

    /** The picture alone where there is one, without a badge (`no-buttons`). */
    BARE,

    /** Words without a badge: a letter means nothing in a list that changes while one writes. */
    FOUND,
}

/**
 * One choice: a badge with its number or letter, its words, its picture and sound. Chosen, it has
 * another ground, a thicker edge and a lit badge with a tick where several can be chosen.
 */
@SuppressLint("ViewConstructor")
class ChoiceRow(
    private val place: ControlPlace,
    private val option: Option,
    private val several: Boolean,
    private val shape: ChoiceShape,
    touched: () -> Unit,
) : LinearLayout(place.context) {
    private val pieces = place.pieces
    private val look = pieces.look
    private val badge = pieces.text(option.sign, FormLook.BODY, bold = true)
    private val words: TextView = pieces.text(Styled.read(if (isWide && shape != ChoiceShape.FOUND || shape == ChoiceShape.TILE) option.besideSign else option.label), FormLook.BODY, bold = true)
    private var chosen = false
    private val isWide get() = shape == ChoiceShape.WIDE || shape == ChoiceShape.FOUND

    /** The sound of a choice stands outside of what is touched to choose it. */
    val sound: View? = option.media.audio?.let { name ->
        LabelMediaView(pieces, place.host).also { it.show(LabelMedia(null, name, null), option.label.plain) }.view
    }

    init {
        orientation = if (isWide) HORIZONTAL else VERTICAL
        gravity = if (isWide) Gravity.CENTER_VERTICAL else Gravity.CENTER
        minimumHeight = look.dp(FormLook.ROW)
        val side = look.dp(if (isWide) 16 else TILE_SIDES / 2)
        setPadding(side, look.dp(10), side, look.dp(10))
        isClickable = true
        isFocusable = true
        contentDescription = option.label.plain.ifEmpty { option.sign }
        role(if (several) Role.CHECK else Role.RADIO) { chosen }
        setOnClickListener { touched() }
        build()
        choose(false)
    }

    private fun build() {
        badge.gravity = Gravity.CENTER
        badge.minWidth = look.dp(BADGE)
        badge.minHeight = look.dp(BADGE)
        badge.setPadding(look.dp(4), look.dp(2), look.dp(4), look.dp(2))
        badge.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        words.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        val picture = picture()
        if (isWide) {
            addView(badge, LayoutParams(Pieces.WRAP, Pieces.WRAP))
            picture?.let { addView(it, sized(look.dp(14), 0)) }
            addView(words, LayoutParams(0, Pieces.WRAP, 1f).apply { marginStart = look.dp(14) })
        } else {
            val bare = shape == ChoiceShape.BARE && picture != null
            picture?.let { addView(it, sized(0, 0)) }
            badge.shown(!bare && shape != ChoiceShape.BARE)
            addView(badge, sized(0, if (picture == null) 0 else look.dp(6)))
            addView(words, sized(0, if (badge.visibility == View.GONE && picture == null) 0 else look.dp(6)))
            words.gravity = Gravity.CENTER
            words.shown(words.text.isNotEmpty() && !bare)
        }
    }

    private fun sized(start: Int, top: Int) = LayoutParams(Pieces.WRAP, Pieces.WRAP).apply {
        marginStart = start
        topMargin = top
    }

    private fun picture(): View? {
        val name = option.media.picture?.shown ?: return null
        val most = look.dp(if (isWide) THUMB else TILE)
        return ImageView(context).apply {
            place.host.formPicture(name, most) { setImageBitmap(it) }
            adjustViewBounds = true
            maxHeight = most
            maxWidth = most
            contentDescription = place.pieces.words(R.string.form_picture_of, words.text)
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        }
    }

    /** Draws it as chosen or not. */
    fun choose(yes: Boolean) {
        chosen = yes
        isSelected = yes
        background = if (yes) {
            look.touchable(look.chosen, look.strongEdge, width = 3)
        } else {
            look.touchable(look.surface, look.edge, width = if (look.night) 1 else 2)
        }
        badge.background = look.box(if (yes) look.lamp else look.quiet, radius = BADGE_RADIUS)
        badge.setTextColor(if (yes) look.onLamp else look.ink)
        badge.text = if (yes && (several || shape == ChoiceShape.FOUND)) TICK else option.sign
        if (shape == ChoiceShape.FOUND) badge.shown(yes)
        words.setTextColor(if (yes) look.onChosen else look.ink)
        words.typeface = Typeface.DEFAULT_BOLD
    }

    companion object {
        private const val BADGE = 34
        private const val BADGE_RADIUS = 10
        private const val THUMB = 72
        private const val TILE = 112
        private const val TICK = "✓"

        /** Padding at both sides of a tile, in dp. */
        const val TILE_SIDES = 12
    }
}
